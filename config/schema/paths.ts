import { LONGEST } from "../../platform/facts";
import { malformed } from "./messages";
import { literal, literalOf } from "./values";

/** A whole path, or everything below one: `/v1/models`, `/v1/*`. */
export const path = () =>
  literal(
    (value) => {
      const form = 'write a path that starts with "/", with "*" only as the last segment: /v1/models or /v1/*';
      if (!value.startsWith("/") || /[\s?#]/.test(value)) return malformed("a path", value, form);
      if (value.length > LONGEST.path) return malformed("a path of at most 1,024 characters", value, "shorten it");
      const star = value.indexOf("*");
      // `*` as a whole segment in the middle is a template.
      if (/\/\*\//.test(value) && !/[^/]\*|\*[^/]/.test(value))
        return malformed(
          "a path",
          value,
          `write \`template: ${value}\` in a rule of its own, where each \`*\` is one segment`,
        );
      if (star !== -1 && (star !== value.length - 1 || value.at(-2) !== "/")) return malformed("a path", value, form);
      return undefined;
    },
    { title: "a path", example: "/v1/*", pattern: /^\/[^\s?#*]*(?:\/\*)?$|^\/\*$/ },
  );

/** A path without `*`: a prefix, or a new path of a redirect or rewrite. */
export const plainPath = (what: "a prefix" | "a path") =>
  literal(
    (value) => {
      if (!value.startsWith("/") || /[\s?#*]/.test(value))
        return malformed(what, value, 'write a path that starts with "/", without "*", as in /v1/files');
      if (value.length > LONGEST.path) return malformed(`${what} of at most 1,024 characters`, value, "shorten it");
      return undefined;
    },
    { title: what, example: "/v1/files", pattern: /^\/[^\s?#*]*$/ },
  );

export const template = () =>
  literalOf(
    /^\/[^\s?#]{0,254}$/,
    "a path template",
    "write segments, `*`, `**`, `{name}` or `{name=**}`, as in /v2/models/{model}/infer; at most 255 characters",
    "/v2/models/{model}/infer",
  );
