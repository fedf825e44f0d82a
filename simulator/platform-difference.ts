import { isFields, sameJson } from "./fields";
import { comparable, type Dump } from "./state";

/** One resource that is not as expected. */
export interface Difference {
  /** `projects/PROJECT/SCOPE/COLLECTION/NAME`. */
  readonly path: string;
  readonly what: "too many" | "missing" | "other";
  /** Of another resource: the fields that are not as expected. */
  readonly fields?: readonly string[];
}

/** What of `actual` is not as in `expected`: ids, times and fingerprints aside. */
export function differences(expected: Dump, actual: Dump): Difference[] {
  const wanted = comparable(expected);
  const found = comparable(actual);
  const paths = [...new Set([...Object.keys(wanted), ...Object.keys(found)])].sort();
  return paths.flatMap((path): Difference[] => {
    const want = wanted[path];
    const have = found[path];
    if (have === undefined) return [{ path, what: "missing" }];
    if (want === undefined) return [{ path, what: "too many" }];
    const fields = differingFields(want, have);
    return fields.length > 0 ? [{ path, what: "other", fields }] : [];
  });
}

function differingFields(want: unknown, have: unknown): string[] {
  if (!isFields(want) || !isFields(have)) return [];
  return [...new Set([...Object.keys(want), ...Object.keys(have)])]
    .filter((field) => !sameJson(want[field], have[field]))
    .sort();
}
