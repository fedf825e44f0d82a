import type { DocumentPath } from "../../config/finding";
import type { HeaderWords } from "../../config/model/model";
import { changesIn, type HeaderChanges, MESSAGES, type Message } from "../header-changes";
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
  const action = actionOf((message) => changesOf(words[`${message}Headers`], [...at, `${message}Headers`], report));
  const { add, remove } = changesIn(action ?? {}, "response");
  for (const name of [...add.map(({ headerName }) => headerName), ...remove])
    if (name.toLowerCase() === workloadHeader?.toLowerCase())
      report("error", [...at, "responseHeaders"], changesWorkloadHeader(name));
  return action;
}

/** Absent fields are left out. */
function actionOf(of: (message: Message) => HeaderChanges): HeaderAction | undefined {
  const fields = MESSAGES.flatMap((message) => {
    const { add, remove } = of(message);
    return [
      ...(remove.length > 0 ? [[`${message}HeadersToRemove`, remove]] : []),
      ...(add.length > 0 ? [[`${message}HeadersToAdd`, add]] : []),
    ];
  });
  return fields.length === 0 ? undefined : Object.fromEntries(fields);
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
  return actionOf((message) => followed(changesIn(first, message), changesIn(then, message)));
}

/** What is set or removed afterwards is so whatever was done before; what is added to a removed header is all of it. */
function followed({ add, remove }: HeaderChanges, then: HeaderChanges): HeaderChanges {
  const lower = (name: string) => name.toLowerCase();
  const gone = new Set(remove.map(lower));
  const added = then.add.map((one) => (gone.has(lower(one.headerName)) ? { ...one, replace: true } : one));
  const over = new Set([
    ...then.remove.map(lower),
    ...added.flatMap(({ headerName, replace }) => (replace ? lower(headerName) : [])),
  ]);
  return {
    add: [...add.filter(({ headerName }) => !over.has(lower(headerName))), ...added].sort(byName),
    remove: [...new Set([...remove.filter((name) => !over.has(lower(name))), ...then.remove])].sort(),
  };
}

const byName = (a: HeaderOption, b: HeaderOption) => compareTexts(a.headerName, b.headerName);

function changesOf({ set = {}, add = {}, remove = [] }: Change = {}, at: DocumentPath, report: Report): HeaderChanges {
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
