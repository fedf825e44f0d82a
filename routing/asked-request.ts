import { familyOf } from "../config/cidr";
import { formatValue } from "../config/finding";
import { quoted } from "../config/shell";
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

/** A request as a line that {@link askedInLine} reads: `POST https://… -H 'x-tier: gold'`. */
export const lineOf = (method: string, url: string, headers: readonly string[], caller: CallerOptions = {}): string =>
  [
    `${method} ${/['"\\\s]/.test(url) ? quoted(url) : url}`,
    ...headers.map((header) => `-H ${quoted(header)}`),
    ...Object.entries(CALLER_OPTIONS).flatMap(([option, key]) =>
      caller[key] ? `${option} ${quoted(caller[key])}` : [],
    ),
  ].join(" ");

const CALLER_OPTIONS: Readonly<Record<string, keyof CallerOptions>> = {
  "--client-ip": "clientIp",
  "--service-account": "serviceAccount",
  "--tag": "tag",
  "--client-certificate": "clientCertificate",
};

/**
 * `METHOD URL [HEADER …]`, or just a URL for GET; `--client-ip ADDRESS` and what else says who calls may stand anywhere. A header is `NAME:VALUE`, `NAME: VALUE` or either after `-H`; quotes as a
 * shell knows them keep spaces together. Without quotes, words that are no header belong to the value before them.
 */
export function askedInLine(text: string): AskedRequest {
  const { method, url, headers, ...said } = partsOfLine(text);
  const caller = Object.keys(said).length > 0 && { caller: callerOf(said) };
  return { ...askedRequest(method, url, headers), ...caller };
}

/** The same as it is written: the headers each as `NAME:VALUE`. */
export function partsOfLine(text: string): CallerOptions & LineParts {
  const words = wordsIn(text);
  const said: { -readonly [Option in keyof CallerOptions]: string } = {};
  for (let i = 0; i < words.length; i++) {
    const option = CALLER_OPTIONS[words[i]?.text ?? ""];
    if (option !== undefined) said[option] = words.splice(i--, 2)[1]?.text ?? "";
  }
  return { ...requestIn(words), ...said };
}

interface LineParts {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly string[];
}

function requestIn([first, second, ...rest]: readonly Word[]): LineParts {
  if (first?.text.includes("://"))
    return { method: "GET", url: first.text, headers: headersIn(second ? [second, ...rest] : []) };
  if (!second?.text.includes("://"))
    throw new Error("a line is METHOD URL [HEADER …], with a URL such as https://host/path");
  return { method: first?.text ?? "", url: second.text, headers: headersIn(rest) };
}

interface Word {
  readonly text: string;
  readonly isQuoted: boolean;
}

const PART = /'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)|([^\s'"\\]+)/gs;
const WORD = new RegExp(`(?:${PART.source.replace(/\((?!\?)/g, "(?:")})+`, "gs");

function wordsIn(text: string): Word[] {
  if (text.replace(WORD, "").trim() !== "") throw new Error("a quote is not closed");
  return [...text.matchAll(WORD)].map(([word]) => ({
    text: word.replace(PART, (_, single, double, escaped, plain) =>
      [single, double?.replace(/\\(["\\$`])/g, "$1"), escaped, plain].find((part) => part !== undefined),
    ),
    isQuoted: /['"\\]/.test(word),
  }));
}

const AMBIGUOUS =
  "where one header ends and the next begins is not clear; quote them, as in 'authorization: Bearer TOKEN'";

function headersIn(words: readonly Word[]): string[] {
  const headers: { text: string; isOpen: boolean; isSpaced: boolean }[] = [];
  for (let i = 0; i < words.length; i++) {
    const { text, isQuoted } = words[i] ?? { text: "", isQuoted: false };
    const last = headers.at(-1);
    if (!isQuoted && (text === "-H" || text === "--header")) {
      headers.push({ text: words[++i]?.text ?? "", isOpen: false, isSpaced: false });
    } else if (/^[^:\s]+:/.test(text)) {
      const isBare = !isQuoted && text.endsWith(":");
      // A word with a colon may belong to the value before it.
      if (last?.isOpen && (last.text.includes(" ") || last.isSpaced) && !(isBare && last.isSpaced))
        throw new Error(AMBIGUOUS);
      headers.push({ text: isBare ? `${text}${words[++i]?.text ?? ""}` : text, isOpen: !isQuoted, isSpaced: isBare });
    } else if (last?.isOpen) {
      last.text += ` ${text}`;
    } else {
      throw new Error(`a word after the URL is no header; write NAME:VALUE, quoted where the value has spaces`);
    }
  }
  return headers.map(({ text }) => text);
}
