import { formatSeconds } from "../../config/duration";
import { describePlace, inFile, type RulePlace } from "../evaluate/rule-place";
import type { Access, Denial } from "./access";
import type { RateLimitOptions } from "./policies";
import type { Reason } from "./truth";

export type PlaceOfPolicy = (name: string) => RulePlace | undefined;

/** Whether a request gets through, as lines; what follows from the first is indented. */
export function renderAccess(access: Access, placeOf: PlaceOfPolicy): string[] {
  const { verdict, denials, counts, notes } = access;
  const asks = verdict === "denied" ? [] : access.asks;
  const yes = yesOf(asks, placeOf);
  return [
    `access: ${headline(verdict, denials, placeOf)}${verdict === "cannot be told" || yes === "" ? "" : `, if ${yes}`}`,
    ...(verdict === "cannot be told"
      ? [
          ...conditionsOf(denials, placeOf).map((one) => `  and ${one}`),
          ...(yes === "" ? [] : [`  and only if ${yes}`]),
        ]
      : []),
    ...asks.flatMap(({ by, decides, who, failOpen, because }) => [
      ...(decides ? [] : [`  ${by}${inFile(placeOf(by))} is asked, a ${who}, which may change it${perhaps(because)}`]),
      ...(failOpen ? [`  where ${decides ? who : by} fails, it goes on`] : []),
    ]),
    ...(verdict === "denied" ? [] : counts).map(
      ({ by, limit, because }) =>
        `  counts against ${by}${inFile(placeOf(by))}: ${describeLimit(limit)}${perhaps(because)}`,
    ),
    ...notes.map((note) => `note: ${note}`),
  ];
}

/** The same in one phrase, for a sentence. */
export function describeAccess({ verdict, denials, asks }: Access): string {
  const yes = verdict === "denied" ? "" : yesOf(asks, () => undefined);
  return `${headline(verdict, denials, () => undefined)}${yes === "" ? "" : `, if ${yes}`}`;
}

/** `keys and IAP say yes` */
function yesOf(asks: Access["asks"], placeOf: PlaceOfPolicy): string {
  const needed = asks.filter(({ decides }) => decides);
  const who = needed.map((one) => `${one.who}${inFile(placeOf(one.by))}${perhaps(one.because)}`);
  const last = who.pop();
  if (last === undefined) return "";
  return who.length === 0 ? `${last} says yes` : `${who.join(", ")} and ${last} say yes`;
}

function headline(verdict: Access["verdict"], denials: readonly Denial[], placeOf: PlaceOfPolicy): string {
  const [first] = denials;
  switch (verdict) {
    case "allowed":
      return "allowed";
    case "denied":
      return first === undefined ? "denied" : `${answerOf(first)} by ${first.by}${inFile(placeOf(first.by))}`;
    case "depends":
      return `allowed ${conditionsOf(denials, placeOf).join(", ")}`;
    case "cannot be told": {
      const doubts = denials.filter((one) => !isAboutCallers(one));
      const words = doubts.map((one) => `${one.by}${inFile(placeOf(one.by))} may deny it: ${reasonsOf(one)}`);
      return `cannot be told, because ${unique(words).join("; and ")}`;
    }
  }
}

const isAboutCallers = ({ because }: Denial) => because.every(({ kind }) => kind === "caller");

/** Who gets through, and who does not: `only for 203.0.113.0/24 (security.allow)`. */
function conditionsOf(denials: readonly Denial[], placeOf: PlaceOfPolicy): string[] {
  const words = denials.filter(isAboutCallers).map((one) => {
    const place = placeOf(one.by);
    return `${callersOf(one)} (${one.by}${place ? `, ${describePlace(place)}` : ""})`;
  });
  return unique(words).sort((a, b) => Number(b.startsWith("only")) - Number(a.startsWith("only")));
}

/** What a client sees. */
const answerOf = ({ status }: Pick<Denial, "status">): string =>
  status === undefined ? "refused in the TLS handshake" : `denied ${status}`;

/** Who gets through, where a denial depends on who calls. */
function callersOf({ because }: Denial): string {
  const of = (isNegated: boolean) =>
    because.flatMap((reason) => (reason.kind === "caller" && reason.isNegated === isNegated ? reason.words : []));
  const [all, none] = [unique(of(true)), unique(of(false))];
  if (none.length === 0) return `only for ${all.join(", ")}`;
  return `not for ${none.join(", ")}${all.length > 0 ? ` unless for ${all.join(", ")}` : ""}`;
}

function reasonsOf(denial: Denial): string {
  const others = denial.because.flatMap((reason) => (reason.kind === "caller" ? [] : describeReason(reason)));
  const depends = denial.because.some(({ kind }) => kind === "caller");
  return unique([...others, ...(depends ? [`allowed ${callersOf(denial)}`] : [])]).join(", ");
}

function describeReason(reason: Exclude<Reason, { kind: "caller" }>): string {
  return reason.kind === "expression" ? `the expression ${reason.text} is not read here` : reason.words;
}

const perhaps = (because: readonly Reason[]) => (because.length === 0 ? "" : " (perhaps)");

const unique = (words: readonly string[]) => [...new Set(words)];

const KEYS: Readonly<Record<string, string>> = {
  IP: "client address",
  XFF_IP: "forwarded address",
  HTTP_PATH: "path",
  REGION_CODE: "country",
};

/** `600 in 1m for each x-tenant-id and backend service; more answer 429` */
export function describeLimit(limit: RateLimitOptions): string {
  const { rate_limit_threshold: of, enforce_on_key_configs: keys, ban_threshold: ban, ban_duration_sec = 0 } = limit;
  const by = keys.flatMap(({ enforce_on_key_type: type, enforce_on_key_name: name }) => name ?? KEYS[type] ?? []);
  const beyond =
    ban === undefined
      ? ""
      : `, and ${ban.count} in ${formatSeconds(ban.interval_sec)} ban for ${formatSeconds(ban_duration_sec)}`;
  return `${of.count} in ${formatSeconds(of.interval_sec)} for each ${[...by, "backend service"].join(" and ")}, more answer 429${beyond}`;
}
