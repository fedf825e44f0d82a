import type { DocumentPath } from "../../config/finding";
import type { HeaderWords } from "../../config/model/model";
import { compareTexts } from "../order";
import type { HeaderAction, HeaderOption } from "../url-map";
import type { Report } from "./collect-findings";
import { addMayReplace, changesWorkloadHeader, headerTouchedTwice } from "./findings";

type Change = NonNullable<HeaderWords["requestHeaders"]>;

/** The header changes of a host, an action or a share, in the API's words and sorted by name. */
export function headerActionOf(
  words: HeaderWords,
  at: DocumentPath,
  { workloadHeader, report }: { readonly workloadHeader?: string; readonly report: Report },
): HeaderAction | undefined {
  const request = changesOf(words.requestHeaders, [...at, "requestHeaders"], report);
  const response = changesOf(words.responseHeaders, [...at, "responseHeaders"], report);
  for (const { headerName: name } of [...response.add, ...response.remove.map((headerName) => ({ headerName }))])
    if (name.toLowerCase() === workloadHeader?.toLowerCase())
      report("error", [...at, "responseHeaders"], changesWorkloadHeader(name));
  return inOneAction(request, response);
}

function inOneAction(request: Required<Changes>, response: Required<Changes>): HeaderAction | undefined {
  const action: HeaderAction = {
    ...(request.remove.length > 0 && { requestHeadersToRemove: request.remove }),
    ...(request.add.length > 0 && { requestHeadersToAdd: request.add }),
    ...(response.remove.length > 0 && { responseHeadersToRemove: response.remove }),
    ...(response.add.length > 0 && { responseHeadersToAdd: response.add }),
  };
  return Object.keys(action).length === 0 ? undefined : action;
}

/** Names a workload to clients; nothing where there is no header for it. */
export function workloadHeaderAction(headerName: string | undefined, workload: string): HeaderAction | undefined {
  return headerName === undefined
    ? undefined
    : { responseHeadersToAdd: [{ headerName, headerValue: workload, replace: true }] };
}

/** The changes of both, the second after the first, in one action. */
export function joined(first: HeaderAction | undefined, then: HeaderAction | undefined): HeaderAction | undefined {
  if (first === undefined || then === undefined) return first ?? then;
  const request = followed(
    { add: first.requestHeadersToAdd, remove: first.requestHeadersToRemove },
    { add: then.requestHeadersToAdd, remove: then.requestHeadersToRemove },
  );
  const response = followed(
    { add: first.responseHeadersToAdd, remove: first.responseHeadersToRemove },
    { add: then.responseHeadersToAdd, remove: then.responseHeadersToRemove },
  );
  return inOneAction(request, response);
}

interface Changes {
  readonly add?: readonly HeaderOption[];
  readonly remove?: readonly string[];
}

/** What is set or removed afterwards is so whatever was done before; what is added to a removed header is all of it. */
function followed({ add = [], remove = [] }: Changes, then: Changes): Required<Changes> {
  const lower = (name: string) => name.toLowerCase();
  const gone = new Set(remove.map(lower));
  const added = (then.add ?? []).map((one) => (gone.has(lower(one.headerName)) ? { ...one, replace: true } : one));
  const over = new Set([
    ...(then.remove ?? []).map(lower),
    ...added.flatMap(({ headerName, replace }) => (replace ? lower(headerName) : [])),
  ]);
  return {
    add: [...add.filter(({ headerName }) => !over.has(lower(headerName))), ...added].sort(byName),
    remove: [...new Set([...remove.filter((name) => !over.has(lower(name))), ...(then.remove ?? [])])].sort(),
  };
}

const byName = (a: HeaderOption, b: HeaderOption) => compareTexts(a.headerName, b.headerName);

function changesOf(
  { set = {}, add = {}, remove = [] }: Change = {},
  at: DocumentPath,
  report: Report,
): Required<Changes> {
  const names = [...Object.keys(set), ...Object.keys(add), ...remove].map((name) => name.toLowerCase());
  const seen = new Set<string>();
  for (const name of new Set(names.filter((name) => seen.has(name) || !seen.add(name))))
    report("warning", at, headerTouchedTwice(name));
  for (const [name, value] of Object.entries(add))
    if (!/\{\w+\}/.test(value)) report("warning", [...at, "add", name], addMayReplace(name));
  return {
    add: [...options(set, true), ...options(add, false)].sort(byName),
    remove: [...new Set(remove)].sort(),
  };
}

function options(values: Readonly<Record<string, string>>, replace: boolean): HeaderOption[] {
  return Object.entries(values).map(([headerName, headerValue]) => ({ headerName, headerValue, replace }));
}
