import { isFields, sameJson } from "../control-plane/json-object";
import { comparable, createState, type Dump } from "../control-plane/state";

/** One resource that is not as expected. */
export interface Difference {
  /** `projects/PROJECT/SCOPE/COLLECTION/NAME`. */
  readonly path: string;
  readonly what: "too many" | "missing" | "other";
  /** Of another resource: the fields that are not as expected. */
  readonly fields?: readonly string[];
}

/** What of `actual` is not as in `expected`: ids, times, fingerprints and which free address was given aside. */
export function differences(expected: Dump, actual: Dump): Difference[] {
  const wanted = comparable(withoutAddresses(expected));
  const found = comparable(withoutAddresses(actual));
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

/** Each address by the name of its resource, wherever it stands. */
function withoutAddresses(dump: Dump): Dump {
  // Where the provider writes a whole link (the network of a record), it names the simulator's own port.
  const plain: Dump = JSON.parse(JSON.stringify(dump).replace(/http:\/\/127\.0\.0\.1:\d+\/compute\/v1\//g, ""));
  const given = createState(dump).all("addresses");
  return given.reduce<Dump>(
    (whole, { name, address }) =>
      address === undefined
        ? whole
        : JSON.parse(JSON.stringify(whole).replaceAll(JSON.stringify(address), JSON.stringify(`address of ${name}`))),
    plain,
  );
}

function differingFields(want: unknown, have: unknown): string[] {
  if (!isFields(want) || !isFields(have)) return [];
  return [...new Set([...Object.keys(want), ...Object.keys(have)])]
    .filter((field) => !sameJson(want[field], have[field]))
    .sort();
}
