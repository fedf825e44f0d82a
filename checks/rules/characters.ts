import { formatValue } from "../../config/finding";
import { printable } from "../../config/printable";
import type { Rules } from "../rule";
import { inTexts } from "../texts";

const CONTROL = /[\p{Cc}\p{Cs}]/u;

export const CHARACTER_RULES: Rules = {
  "control-character": {
    severity: "error",
    title: "A character that is none to be read",
    why: "Envoy refuses control characters in headers and paths, Google in names and descriptions; an end of line in a header begins another one. Half a surrogate pair cannot be written as UTF-8. PEM texts and reasons may have several lines.",
    fix: "Remove it. A text of several lines that shall be one is written `>-` in YAML, without an end of line behind it.",
    source: "https://www.rfc-editor.org/rfc/rfc9110.html#section-5.5",
    *check({ config }) {
      yield* inTexts({ ...config, checks: undefined }, (text) => {
        const [found] = text.includes("-----BEGIN") ? [] : (CONTROL.exec(text) ?? []);
        if (found === undefined) return undefined;
        return {
          what: `${printable(formatValue(text))} holds ${NAMES[found] ?? `the character ${printable(found)}`}, which neither Envoy nor Google takes`,
          fix: NAMES[found] ? "take it out; in YAML, `>-` makes one line of several" : "take it out",
        };
      });
    },
  },
};

const NAMES: Readonly<Record<string, string>> = { "\n": "an end of line", "\r": "an end of line", "\t": "a tab" };
