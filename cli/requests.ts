import { readForeign } from "../config/document/files";
import { reasonOf } from "../config/reason";
import { type AskedRequest, askedInLine } from "../routing/asked-request";

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
