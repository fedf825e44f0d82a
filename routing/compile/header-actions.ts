import type { DocumentPath } from "../../config/finding";
import type { ActionConfig } from "../../config/schema/config";
import { compareTexts } from "../order";
import type { HeaderAction, HeaderOption } from "../url-map";
import type { Report } from "./collect-findings";
import { addMayReplace, changesWorkloadHeader, headerTouchedTwice } from "./findings";

type Change = NonNullable<ActionConfig["requestHeaders"]>;

/** The header changes of an action, in the API's words and sorted by name. */
export function headerActionOf(
  words: Pick<ActionConfig, "requestHeaders" | "responseHeaders">,
  at: DocumentPath,
  { workloadHeader, report }: { readonly workloadHeader?: string; readonly report: Report },
): HeaderAction | undefined {
  const request = changesOf(words.requestHeaders, [...at, "requestHeaders"], report);
  const response = changesOf(words.responseHeaders, [...at, "responseHeaders"], report);
  for (const { headerName: name } of [...response.add, ...response.remove.map((headerName) => ({ headerName }))])
    if (name.toLowerCase() === workloadHeader?.toLowerCase())
      report("error", [...at, "responseHeaders"], changesWorkloadHeader(name));
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

/** The changes of both, in one action. */
export function joined(a: HeaderAction | undefined, b: HeaderAction | undefined): HeaderAction | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  const added = [...(a.responseHeadersToAdd ?? []), ...(b.responseHeadersToAdd ?? [])];
  return { ...a, ...b, ...(added.length > 0 && { responseHeadersToAdd: added.sort(byName) }) };
}

const byName = (a: HeaderOption, b: HeaderOption) => compareTexts(a.headerName, b.headerName);

function changesOf({ set = {}, add = {}, remove = [] }: Change = {}, at: DocumentPath, report: Report) {
  const names = [...Object.keys(set), ...Object.keys(add), ...remove].map((name) => name.toLowerCase());
  for (const name of new Set(names.filter((name, index) => names.indexOf(name) !== index)))
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
