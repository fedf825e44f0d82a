import { contains, formatRange, parseRange, type Range, sizeOf, toAddress } from "../../config/cidr";
import type { Caller } from "../access/caller";
import type { ListenerPolicies, SecurityPolicyRule, Source } from "../access/policies";
import { groupBy } from "../group-by";

/** Callers that policies tell apart from each other: a range between two boundaries, and whoever they name. */
export interface CallerClass {
  readonly range: Range;
  /** `service account agents@…`; absent for whoever is not named. */
  readonly identity?: string;
  /** In full: nothing of it is left open. */
  readonly caller: Caller;
  /** What is named of it. */
  readonly said: Caller;
}

const NOBODY: Caller = {
  serviceAccount: "nobody@nowhere.iam.gserviceaccount.com",
  tag: "tagValues/0",
  clientCertificate: { selector: "CLIENT_CERT_URI_SAN", name: "urn:nobody" },
};

/** Every class of callers that the policies of both sides know, each in full. */
export function callerClasses(
  listeners: readonly ListenerPolicies[],
  rules: readonly SecurityPolicyRule[],
): CallerClass[] {
  const sources = listeners
    .flatMap(({ authorization }) => authorization.flatMap(({ policy }) => policy.http_rules ?? []))
    .flatMap(({ from }) => [from?.sources ?? [], from?.not_sources ?? []].flat());
  const texts = [
    ...sources.flatMap(({ ip_blocks = [] }) => ip_blocks.map(({ prefix, length }) => `${prefix}/${length}`)),
    ...rules.flatMap(({ match }) => match.config?.src_ip_ranges ?? []),
    ...rules.flatMap(({ match }) =>
      [...(match.expr?.expression ?? "").matchAll(/inIpRange\(origin\.ip, ?'([^']*)'\)/g)].map(
        ([, range = ""]) => range,
      ),
    ),
  ];
  const ranges = texts.flatMap((text) => parseRange(text) ?? []);
  const starts = [...new Set([0, ...ranges.flatMap(({ first, last }) => [first, last + 1])])]
    .filter((start) => start <= LAST)
    .sort((a, b) => a - b);
  const intervals = starts.map((first, i) => ({ first, last: (starts[i + 1] ?? LAST + 1) - 1 }));
  const known = [[undefined, {}] as const, ...new Map(sources.flatMap(identitiesOf))];
  return known.flatMap(([identity, named]) =>
    intervals.map((range): CallerClass => {
      // An address that somebody may have, rather than 0.0.0.0.
      const usual = range.first === 0 && contains(range, USUAL) ? USUAL : range;
      const said = { ...named, ip: toAddress(usual.first) };
      return { range, ...(identity && { identity }), said, caller: { ...NOBODY, ...said } };
    }),
  );
}

const USUAL: Range = { first: 0xc0000201, last: 0xc0000201 };
const LAST = 2 ** 32 - 1;

/** Whoever a source names, in words and as a caller. */
function identitiesOf({ principals = [], resources = [] }: Source): (readonly [string, Caller])[] {
  return [
    ...principals.map(({ principal_selector: selector, principal }) => {
      const name = principal.exact ?? principal.prefix ?? principal.suffix ?? principal.contains ?? "";
      return [`certificate ${name} (${selector})`, { clientCertificate: { selector, name } }] as const;
    }),
    ...resources.flatMap(({ iam_service_account: account, tag_value_id_set }) => {
      const serviceAccount = account?.exact ?? account?.prefix ?? account?.suffix ?? account?.contains;
      const tags = tag_value_id_set?.ids ?? [];
      const own =
        serviceAccount === undefined ? [] : [[`service account ${serviceAccount}`, { serviceAccount }] as const];
      const both = own.flatMap(([words, part]) =>
        tags.map((tag) => [`${words} with tag ${tag}`, { ...part, tag }] as const),
      );
      return [...own, ...tags.map((tag) => [`tag ${tag}`, { tag }] as const), ...both];
    }),
  ];
}

/** Some of the classes in a few words: `203.0.113.0/24, 198.51.100.7`, `anybody else`. */
export function describeCallers(some: readonly CallerClass[], all: readonly CallerClass[]): string {
  if (some.length === all.length) return "everybody";
  const identities = groupBy(some, ({ identity }) => identity);
  const ranges = new Set([...identities.values()].map((classes) => describeRanges(classes, all)));
  const everyIdentity = new Set(all.map(({ identity }) => identity)).size;
  if (ranges.size === 1 && identities.size === everyIdentity) return [...ranges].join();
  return [...identities]
    .map(([identity, classes]) => `${identity ?? "whoever is not named"} from ${describeRanges(classes, all)}`)
    .join("; ");
}

const MOST_RANGES = 4;

function describeRanges(classes: readonly CallerClass[], all: readonly CallerClass[]): string {
  const merged: Range[] = [];
  for (const { range } of classes) {
    const last = merged.at(-1);
    if (last !== undefined && last.last + 1 === range.first) merged[merged.length - 1] = { ...last, last: range.last };
    else merged.push(range);
  }
  if (merged.length === 1 && merged[0]?.first === 0 && merged[0].last === LAST) return "any address";
  const inside = all
    .filter(({ identity }) => identity === classes[0]?.identity)
    .filter((one) => !classes.includes(one));
  // What is left out says more where that is less.
  if (merged.some(({ first }) => first === 0) && inside.length < classes.length)
    return `any address but ${describeRanges(inside, all)}`;
  const shown = merged.slice(0, MOST_RANGES).map(describeInterval);
  return [...shown, ...(merged.length > MOST_RANGES ? [`${merged.length - MOST_RANGES} more ranges`] : [])].join(", ");
}

function describeInterval(range: Range): string {
  const size = sizeOf(range);
  if (size === 1) return toAddress(range.first);
  const isRange = Number.isInteger(Math.log2(size)) && range.first % size === 0;
  return isRange ? formatRange(range) : `${toAddress(range.first)}-${toAddress(range.last)}`;
}
