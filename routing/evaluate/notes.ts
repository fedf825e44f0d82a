import { LONGEST, MOST_TEMPLATE_OPERATORS } from "../../platform/facts";
import { changesIn, type HeaderChanges } from "../header-changes";
import type { HeaderAction, HeaderOption, MatchRule } from "../url-map";
import { queryValue } from "./condition";
import type { Request } from "./decision";

/** Something that Google does not document, and the requests for which it matters. */
export interface Note {
  readonly text: string;
  readonly concerns: (request: Request) => boolean;
}

const NO_NOTES: readonly string[] = [];

/** The texts of the notes that concern a request; `notes` are the ones of its outcome. */
export function notesFor(request: Request, notes: readonly Note[]): readonly string[] {
  let texts = dotSegments.concerns(request) ? [dotSegments.text] : NO_NOTES;
  for (const note of notes) {
    if (note.concerns(request)) texts = [...texts, note.text];
  }
  return texts;
}

const dotSegments: Note = {
  text: "Google answers a path with dot segments by a 302 to the normalised path, before it routes; this decision is for the path as written",
  concerns: ({ path }) => path.includes("/.") && /\/\.\.?(\/|$)/.test(path),
};

/** `parameters` are the ones whose values were compared. */
export function encodedParameters(parameters: readonly string[]): Note {
  return {
    text: "query parameters are compared as sent, as Envoy does; whether Google decodes percent-encoding first is not documented",
    concerns: ({ query }) =>
      query?.includes("%") === true &&
      parameters.some((name) => queryValue(query, name) !== queryValue(query, name, decodePercent)),
  };
}

export const portAfterHttpsRedirect: Note = {
  text: "a redirect to https drops the port 80 and keeps any other, as Envoy does; what Google does with a port is not documented",
  concerns: ({ scheme, host }) => scheme === "http" && /:[0-9]+$/.test(host),
};

/** One that matters for every request. */
const open = (text: string): Note => ({ text, concerns: () => true });

export const rewriteOfDefault = open(
  "a default action has matched no prefix; its prefix rewrite is taken to replace the leading slash, as Envoy does",
);

export const shadowOfRewrittenHost = open(
  'a mirrored request carries the suffix "-shadow" on its host; whether before or after the host rewrite is not documented',
);

export const templateSpansSegments = open(
  'a path template variable spans more than "*" or "**", which Envoy accepts and Google does not document',
);

/** What Google would not take of a match rule and of its rewrite, although it has a meaning. */
export function refusalNotes(match: MatchRule, rewrite = ""): Note[] {
  const { pathTemplateMatch: template = "", headerMatches = [], queryParameterMatches = [] } = match;
  const operators = template.match(/\{[^}]*\}|\*\*?/g) ?? [];
  const [longName] = operators.filter((text) => /^\{\w*/.exec(text)?.[0].slice(LONGEST.templateVariable + 1));
  const longRegex = [match, ...headerMatches, ...queryParameterMatches].some(
    ({ regexMatch = "" }) => regexMatch.length > LONGEST.regex,
  );
  const refused = [
    operators.length > MOST_TEMPLATE_OPERATORS &&
      `a path template has at most ${MOST_TEMPLATE_OPERATORS} operators, this one ${operators.length}`,
    longName !== undefined &&
      `a template variable has at most ${LONGEST.templateVariable} characters, not as ${longName}`,
    template.length > LONGEST.template && `a path template has at most ${LONGEST.template} characters`,
    rewrite.includes("//") && `a template rewrite has no "//", not as ${rewrite}`,
    longRegex && `a regular expression has at most ${LONGEST.regex} characters`,
  ];
  return refused.filter((reason) => reason !== false).map((reason) => open(`this rule cannot be deployed: ${reason}`));
}

export const preflight: Note = {
  text: "with a CORS policy the proxy may answer a preflight request itself",
  concerns: ({ method, headers }) => method === "OPTIONS" && "origin" in headers,
};

/** What is open about the header changes of one action. */
export function headerActionNotes(action: HeaderAction): Note[] {
  const [request, response] = [changesIn(action, "request"), changesIn(action, "response")];
  const inBoth = [request, response].flatMap(namesInBoth);
  return [
    ...inBoth.map((name) =>
      open(`one action both adds and removes the header "${name}"; which comes first is not documented`),
    ),
    ...request.add.filter(mayReplace).map(({ headerName }) => ({
      text: appendOrReplace(headerName),
      concerns: ({ headers }: Request) => Object.hasOwn(headers, headerName.toLowerCase()),
    })),
    ...response.add.filter(mayReplace).map(({ headerName }) => open(appendOrReplace(headerName))),
  ];
}

/** The Terraform provider drops `replace: false`, and the API's default depends on whether the value has a variable. */
const mayReplace = ({ headerValue, replace }: HeaderOption) => !replace && !/\{\w+\}/.test(headerValue);

const appendOrReplace = (name: string) =>
  `the header "${name}" is added without "replace"; whether Google then appends or overwrites is not documented`;

function namesInBoth({ add, remove }: HeaderChanges): string[] {
  const gone = new Set(remove.map((name) => name.toLowerCase()));
  return add.map(({ headerName }) => headerName).filter((name) => gone.has(name.toLowerCase()));
}

function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
