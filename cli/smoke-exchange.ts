import { request as openHttp } from "node:http";
import { request as openHttps, type RequestOptions } from "node:https";
import { isIP } from "node:net";
import { formatSeconds } from "../config/duration";
import { reasonOf } from "../config/reason";
import type { Request } from "../routing/evaluate/decision";

export interface ExchangeOptions {
  /** In milliseconds. */
  readonly timeout: number;
  /** The name that the certificate must have. Default: none, and no name is looked at. */
  readonly serverName?: string;
  /** Certificates to trust instead of this machine's, in PEM. */
  readonly ca?: string;
  readonly body?: string;
}

export interface Answered {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Its beginning. */
  readonly text: string;
}

/** Why there is no answer. */
export interface Unanswered {
  readonly cause: string;
  readonly fix: string;
  /** It may be otherwise a while after a deploy. */
  readonly mayPass: boolean;
  /** The TLS handshake has failed, and no name or signature is at fault. */
  readonly isHandshake?: true;
  /** Whatever else is asked there gets no answer either. */
  readonly isSilent?: true;
}

/** What is read of an answer: enough to know the proxy's own. */
const MOST_TEXT = 2_000;

/** Sends a request to an address, whatever host it is for, over a connection of its own. */
export function exchange(url: URL, request: Request, options: ExchangeOptions): Promise<Answered | Unanswered> {
  const { method, host, path, query, headers } = request;
  const { timeout, serverName, ca, body } = options;
  const isTls = url.protocol === "https:";
  const sent: RequestOptions = {
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: url.port || (isTls ? 443 : 80),
    method,
    path: query === undefined ? path : `${path}?${query}`,
    headers: { ...headers, host, ...(body !== undefined && { "content-length": Buffer.byteLength(body) }) },
    agent: false,
    signal: AbortSignal.timeout(timeout),
    ...(isTls && {
      ca,
      servername: serverName ?? "",
      ...(serverName === undefined && { checkServerIdentity: () => undefined }),
    }),
  };
  return new Promise((resolve) => {
    const client = (isTls ? openHttps : openHttp)(sent, (response) => {
      let text = "";
      const done = () => {
        const { statusCode: status = 0, headers } = response;
        const joined = Object.entries(headers).map(([name, value]) => [name, String(value)]);
        resolve({ status, headers: Object.fromEntries(joined), text });
        client.destroy();
      };
      response.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
        if (text.length > MOST_TEXT) done();
      });
      // A stream may last, and a cut answer still says who has begun it.
      for (const end of ["end", "error", "aborted"]) response.once(end, done);
    });
    let isReached = false;
    client.once("socket", (socket) => socket.once("connect", () => (isReached = true)));
    client.once("error", (error) => resolve(unanswered(error, request, options, { isTls, isReached })));
    client.end(body);
  });
}

/** The name that a TLS client asks for: none for an address. */
export function serverNameOf(host: string): string | undefined {
  const name = host.replace(/:\d+$/, "");
  return isIP(name.replace(/^\[|\]$/g, "")) === 0 ? name : undefined;
}

const TRUST = "if that is meant: `--ca FILE` with the certificate of who signed it";

/** Causes by the code of Node.js, with what helps. */
const CAUSES: Readonly<Record<string, readonly [cause: string, fix: string, mayPass?: false]>> = {
  ECONNREFUSED: ["nothing listens there", "a new forwarding rule takes a while: `--wait 5m`"],
  EHOSTUNREACH: ["no way leads there", "ask from a network that reaches the address"],
  ENETUNREACH: ["no way leads there", "ask from a network that reaches the address"],
  ENOTFOUND: ["its name does not resolve", "write the address, as in --url http://203.0.113.1"],
  EAI_AGAIN: ["its name does not resolve", "write the address, as in --url http://203.0.113.1"],
  DEPTH_ZERO_SELF_SIGNED_CERT: ["its certificate is self-signed", TRUST, false],
  SELF_SIGNED_CERT_IN_CHAIN: ["its certificate is signed by one that is self-signed", TRUST, false],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: ["its certificate comes without who signed it", TRUST, false],
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: ["nobody this machine trusts has signed its certificate", TRUST, false],
  CERT_HAS_EXPIRED: ["its certificate has expired", "renew it", false],
  CERT_NOT_YET_VALID: ["its certificate is not valid yet", "look at this machine's clock, or wait", false],
};

function unanswered(
  error: NodeJS.ErrnoException & { readonly cert?: { readonly subjectaltname?: string } },
  { host }: Request,
  { timeout, serverName }: ExchangeOptions,
  { isTls, isReached }: { readonly isTls: boolean; readonly isReached: boolean },
): Unanswered {
  const { code = "", name, cert } = error;
  const [cause, fix, mayPass = true] = CAUSES[code] ?? [];
  if (cause !== undefined && fix !== undefined) return { cause, fix, mayPass, ...(/^E/.test(code) && SILENT) };
  if (code === "ETIMEDOUT" || /^(?:Abort|Timeout)Error$/.test(name))
    return {
      cause: `no answer within ${formatSeconds(timeout / 1000)}`,
      fix: "look at the address and at firewalls on the way, or write a longer --timeout",
      mayPass: true,
      ...(!isReached && SILENT),
    };
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID")
    return {
      cause: `its certificate is for ${(cert?.subjectaltname ?? "nobody").replaceAll("DNS:", "")}, not for ${serverName ?? host}`,
      fix: "give the listener a certificate for that name; a managed one must be ACTIVE, which needs the name's records",
      mayPass: true,
    };
  if (isTls && /^(?:EPROTO|ERR_SSL_.*|ECONNRESET)$/.test(code))
    return {
      cause: `the TLS handshake fails (${code})`,
      fix: "no certificate is ready, which takes a managed one up to an hour (`--wait 60m`), or clients need one of their own",
      mayPass: true,
      isHandshake: true,
    };
  return {
    cause: `no HTTP answer (${code || reasonOf(error)})`,
    fix: `look whether the port speaks ${isTls ? "HTTPS" : "HTTP"}`,
    mayPass: true,
  };
}

const SILENT = { isSilent: true } as const;
