import { readForeign } from "../config/document/files";
import { reasonOf } from "../config/reason";
import { type AskedRequest, askedRequest, type CallerOptions, callerOf } from "../routing/asked-request";

const CALLER_OPTIONS: Readonly<Record<string, keyof CallerOptions>> = {
  "--client-ip": "clientIp",
  "--service-account": "serviceAccount",
  "--tag": "tag",
  "--client-certificate": "clientCertificate",
};

/** A line of a file of requests that is none. Its words are not repeated: they may hold a token. */
export interface RefusedLine {
  readonly line: number;
  readonly error: string;
}

/** The requests of a file, one a line: {@link askedInLine}. Empty lines, and those that begin with `#`, say nothing. */
export function requestsIn(file: string): (AskedRequest | RefusedLine)[] {
  return readForeign(file)
    .split(/\r?\n/)
    .flatMap((text, i): (AskedRequest | RefusedLine)[] => {
      const line = i + 1;
      if (/^\s*(?:#|$)/.test(text)) return [];
      try {
        return [{ ...askedInLine(text), line }];
      } catch (error) {
        return [{ line, error: reasonOf(error) }];
      }
    });
}

/**
 * `METHOD URL [HEADER …]`, or just a URL for GET; `--client-ip ADDRESS` and what else says who calls may stand anywhere. A header is `NAME:VALUE`, `NAME: VALUE` or either after `-H`; quotes as a
 * shell knows them keep spaces together. Without quotes, words that are no header belong to the value before them.
 */
export function askedInLine(text: string): AskedRequest {
  const words = wordsIn(text);
  const said: { -readonly [Option in keyof CallerOptions]: string } = {};
  for (let i = 0; i < words.length; i++) {
    const option = CALLER_OPTIONS[words[i]?.text ?? ""];
    if (option !== undefined) said[option] = words.splice(i--, 2)[1]?.text ?? "";
  }
  const caller = Object.keys(said).length > 0 && { caller: callerOf(said) };
  return { ...askedInWords(words), ...caller };
}

function askedInWords([first, second, ...rest]: readonly Word[]): AskedRequest {
  if (first?.text.includes("://")) return askedRequest("GET", first.text, headersIn(second ? [second, ...rest] : []));
  if (!second?.text.includes("://"))
    throw new Error("a line is METHOD URL [HEADER …], with a URL such as https://host/path");
  return askedRequest(first?.text ?? "", second.text, headersIn(rest));
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
