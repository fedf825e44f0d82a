import fc from "fast-check";
import type { Request } from "../../../routing/evaluate/decision";
import type { Json, PlainCaller } from "../routing/plain-access";

const ADDRESSES = ["10.0.0.0", "10.0.0.7", "10.0.0.8", "10.0.1.255", "192.0.2.1", "255.255.255.255"];
const RANGES = ["10.0.0.0/29", "10.0.0.7/32", "10.0.0.0/23", "10.0.0.8/31", "0.0.0.0/0", "192.0.2.0/24"];
const ACCOUNTS = ["a@p.iam.gserviceaccount.com", "b@p.iam.gserviceaccount.com"];
const TAGS = ["tagValues/1", "tagValues/2"];
const SELECTORS = ["CLIENT_CERT_URI_SAN", "CLIENT_CERT_DNS_NAME_SAN", "CLIENT_CERT_COMMON_NAME"];
const NAMES = ["spiffe://x/a", "spiffe://x/b", "x.example"];
const PATHS = [
  "/",
  "/admin",
  "/Admin",
  "/admin/x",
  "/ADMIN/x",
  "/%61dmin",
  "/adm%69n/x",
  "/admin%2Fx",
  "/v1/admin",
  "//admin",
];
const HOSTS = ["a.example", "A.example", "a.example:443", "b.a.example"];
const VALUES = ["gold", "Gold", "silver-gold", ""];

const pick = (texts: readonly string[]) => fc.constantFrom(...texts);
const list = <T>(item: fc.Arbitrary<T>) => fc.array(item, { minLength: 1, maxLength: 2 });
const maybe = <T>(item: fc.Arbitrary<T>) => fc.option(item, { nil: undefined });

const matching = (texts: readonly string[]): fc.Arbitrary<Json> =>
  fc
    .record(
      {
        text: fc
          .tuple(fc.constantFrom("exact", "prefix", "suffix", "contains"), pick(texts), fc.nat(4))
          .map(([kind, text, cut]) => {
            if (kind === "exact") return { exact: text || "x" };
            const part = kind === "suffix" ? text.slice(cut) : text.slice(0, -cut || undefined);
            return { [kind]: part || "x" };
          }),
        ignore_case: maybe(fc.boolean()),
      },
      { requiredKeys: ["text"] },
    )
    .map(({ text, ignore_case }) => ({ ...text, ...(ignore_case !== undefined && { ignore_case }) }));

const source: fc.Arbitrary<Json> = fc
  .record({
    ip_blocks: maybe(
      list(pick(RANGES).map((range) => ({ prefix: range.split("/")[0], length: Number(range.split("/")[1]) }))),
    ),
    principals: maybe(list(fc.record({ principal_selector: pick(SELECTORS), principal: matching(NAMES) }))),
    resources: maybe(
      list(
        fc.record(
          { iam_service_account: matching(ACCOUNTS), tag_value_id_set: list(pick(TAGS)).map((ids) => ({ ids })) },
          { requiredKeys: [] },
        ),
      ),
    ),
  })
  .map(withoutAbsent);

const operation: fc.Arbitrary<Json> = fc
  .record({
    hosts: maybe(list(matching(HOSTS))),
    paths: maybe(list(matching([...PATHS, "/admin?x=1"]))),
    methods: maybe(list(pick(["GET", "POST"]))),
    header_set: maybe(
      list(fc.record({ name: pick(["x-tier", "x-tenant-id"]), value: matching(VALUES) })).map((headers) => ({
        headers,
      })),
    ),
  })
  .map(withoutAbsent);

/** What is there, and neither an empty object nor one of nothing. */
function withoutAbsent(value: object): Json {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined));
}

const rule: fc.Arbitrary<Json> = fc
  .tuple(fc.constantFrom("sources", "not_sources", "none"), source, maybe(operation))
  .map(([kind, from, operations]) => ({
    ...(kind !== "none" && { from: { [kind]: from } }),
    ...((operations ?? kind === "none") && { to: { operations: operations ?? {} } }),
  }))
  .filter(({ from, to }) => isFull(from?.sources) && isFull(from?.not_sources) && isFull(to?.operations));

const isFull = (value: object | undefined) => value === undefined || Object.keys(value).length > 0;

/** Authorization policies that decide by themselves. */
export const authorizationPolicies: fc.Arbitrary<Json[]> = fc.array(
  fc.record({ action: pick(["ALLOW", "DENY"]), http_rules: list(rule) }),
  { maxLength: 4 },
);

const atom = fc.oneof(
  pick(["x-tier", "x-tenant-id", "cookie"]).map((name) => `has(request.headers['${name}'])`),
  pick(RANGES).map((range) => `inIpRange(origin.ip, '${range}')`),
  fc.constant("(has(request.headers['cookie']) && request.headers['cookie'].contains('s='))"),
);

/** `!`, `&&`, `||` and brackets around the forms that are read. */
export const expressions: fc.Arbitrary<string> = fc.letrec<{ one: string; all: string }>((tie) => ({
  one: fc.oneof(
    { maxDepth: 3 },
    atom,
    tie("all").map((inner) => `(${inner})`),
    tie("one").map((inner) => `!${inner}`),
  ),
  all: fc
    .tuple(tie("one"), fc.array(fc.tuple(pick([" && ", " || ", "&&", "||"]), tie("one")), { maxLength: 2 }))
    .map(([first, rest]) => first + rest.map((part) => part.join("")).join("")),
})).all;

/** The rules of a security policy, with the one that must be there. */
export const securityPolicyRules: fc.Arbitrary<Json[]> = fc
  .array(
    fc.record({
      action: pick(["allow", "deny(403)"]),
      preview: maybe(fc.boolean()),
      match: fc.oneof(
        expressions.map((expression) => ({ expr: { expression } })),
        list(pick([...RANGES, "*"])).map((src_ip_ranges) => ({
          versioned_expr: "SRC_IPS_V1",
          config: { src_ip_ranges },
        })),
      ),
    }),
    { maxLength: 4 },
  )
  .chain((rules) =>
    fc.tuple(fc.constant(rules), fc.shuffledSubarray([1, 2, 3, 4], { minLength: 4 }), pick(["allow", "deny(403)"])),
  )
  .map(([rules, priorities, last]) => [
    ...rules.map((one, i) => ({ ...withoutAbsent(one), priority: priorities[i] })),
    {
      priority: 2_147_483_647,
      action: last,
      match: { versioned_expr: "SRC_IPS_V1", config: { src_ip_ranges: ["*"] } },
    },
  ]);

export const callers: fc.Arbitrary<PlainCaller> = fc.record({
  ip: pick(ADDRESSES),
  serviceAccount: pick(ACCOUNTS),
  tag: pick(TAGS),
  clientCertificate: fc.record({ selector: pick(SELECTORS), name: pick(NAMES) }),
});

export const calls: fc.Arbitrary<Request> = fc
  .record({
    method: pick(["GET", "POST", "post"]),
    scheme: fc.constant("https" as const),
    host: pick(HOSTS),
    path: pick(PATHS),
    query: maybe(pick(["x=1", ""])),
    headers: fc.record(
      { "x-tier": pick(VALUES), "x-tenant-id": pick(VALUES), cookie: pick(["s=1", "t=1"]) },
      { requiredKeys: [] },
    ),
  })
  .map(({ query, ...request }) => ({ ...request, ...(query !== undefined && { query }) }));
