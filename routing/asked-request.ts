import { familyOf } from "../config/cidr";
import { formatValue } from "../config/finding";
import type { Caller } from "./access/caller";
import type { Request } from "./evaluate/decision";
import { parseRequest } from "./evaluate/request";

/** A request that somebody asks about. */
export interface AskedRequest {
  readonly request: Request;
  /** Where the client connects to: the URL's, whatever the Host header says. */
  readonly port: number;
  /** Who sends it, as far as its line says. */
  readonly caller?: Caller;
  /** In the file of requests, from 1. */
  readonly line?: number;
}

/** The options that say who calls, in a command and in a line of a file. */
export interface CallerOptions {
  readonly clientIp?: string;
  readonly serviceAccount?: string;
  readonly tag?: string;
  readonly clientCertificate?: string;
}

const SELECTORS: Readonly<Record<string, string>> = {
  dns: "CLIENT_CERT_DNS_NAME_SAN",
  commonName: "CLIENT_CERT_COMMON_NAME",
};

/** @throws Error when the address is none. */
export function callerOf({ clientIp, clientCertificate, serviceAccount, tag }: CallerOptions): Caller {
  if (clientIp !== undefined && familyOf(clientIp) === 0)
    throw new Error(`the client's address ${formatValue(clientIp)} is none; write one such as 198.51.100.9`);
  const [, kind = "", name = ""] = /^(dns|commonName):(.*)$/.exec(clientCertificate ?? "") ?? [];
  const certificate = clientCertificate !== undefined && {
    selector: SELECTORS[kind] ?? "CLIENT_CERT_URI_SAN",
    name: name || clientCertificate,
  };
  return {
    ...(clientIp !== undefined && { ip: clientIp }),
    ...(serviceAccount !== undefined && { serviceAccount }),
    ...(tag !== undefined && { tag }),
    ...(certificate && { clientCertificate: certificate }),
  };
}

/** @param headers each as `NAME:VALUE`. */
export function askedRequest(method: string, url: string, headers: readonly string[]): AskedRequest {
  const request = parseRequest(method, url, headers.map(headerOf));
  const [, port] = /^\w+:\/\/[^/?#]*:(\d+)(?:[/?#]|$)/.exec(url) ?? [];
  return { request, port: port === undefined ? (request.scheme === "http" ? 80 : 443) : Number(port) };
}

function headerOf(text: string): [name: string, value: string] {
  const colon = text.indexOf(":");
  if (!/^[^:\s]+:/.test(text)) throw new Error(`a header is written NAME:VALUE`);
  return [text.slice(0, colon), text.slice(colon + 1)];
}
