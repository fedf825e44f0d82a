import fc from "fast-check";
import { type AccessDiff, diffAccess, renderAccessDiff } from "../../../routing/diff/access-diff";
import { parseRequest } from "../../../routing/evaluate/request";
import { readUrlMaps } from "../../../routing/readers/read-url-maps";
import { authorizationPolicies, callers, calls, securityPolicyRules } from "../../support/arbitraries/policies";
import { guardedDocument } from "../../support/routing/guarded-document";
import { isAllowed, type Json, type PlainCaller } from "../../support/routing/plain-access";
import { runs } from "../../support/runs";

const HTTPS = { protocol: "https", port: 443 } as const;

function diff(before: object, after: object): AccessDiff | undefined {
  const [old] = readUrlMaps(JSON.stringify(before));
  const [now] = readUrlMaps(JSON.stringify(after));
  return old && now && diffAccess(old, now, HTTPS);
}

const allow = (...ranges: string[]): Json => ({
  description: "security.allow",
  action: "ALLOW",
  http_rules: [
    {
      from: {
        sources: {
          ip_blocks: ranges.map((range) => ({ prefix: range.split("/")[0], length: Number(range.split("/")[1]) })),
        },
      },
    },
  ],
});

const linesOf = (before: Json[], after: Json[]) => {
  const found = diff(guardedDocument(before), guardedDocument(after));
  return found && renderAccessDiff(found);
};

test("policies that are alike say nothing", () => {
  expect(linesOf([allow("203.0.113.0/24")], [allow("203.0.113.0/24")])).toBeUndefined();
});

test("what a provider adds to a policy makes no difference", () => {
  const planned = { ...allow("203.0.113.0/24"), policy_profile: "${known.later}" };
  expect(linesOf([planned], [allow("203.0.113.0/24")])).toBeUndefined();
});

test("who is newly allowed comes first, with the range and an example", () => {
  expect(linesOf([allow("198.51.100.0/24")], [allow("203.0.113.0/25")])).toEqual([
    "  newly allowed: 203.0.113.0/25",
    "    denied 403 by security.allow → allowed",
    "    for example: GET https://any.example/  from 203.0.113.0",
    "  newly denied: 198.51.100.0/24",
    "    allowed → denied 403 by security.allow",
    "    for example: GET https://any.example/  from 198.51.100.0",
    "  policies: security.allow changed",
  ]);
});

test("a list that is gone lets everybody else in", () => {
  const [first] = linesOf([allow("198.51.100.0/24")], []) ?? [];
  expect(first).toBe("  newly allowed: any address but 198.51.100.0/24");
});

test("whoever is no longer asked lets in those that it refused", () => {
  const iap = { description: "security.iap", action: "CUSTOM", custom_provider: { cloud_iap: { enabled: true } } };
  expect(linesOf([iap], [])?.slice(0, 2)).toEqual([
    "  newly allowed: everybody",
    "    allowed, if IAP says yes → allowed",
  ]);
  expect(linesOf([], [iap])?.slice(0, 2)).toEqual([
    "  newly denied: everybody",
    "    allowed → allowed, if IAP says yes",
  ]);
});

test("what only may be so is said so", () => {
  const own = {
    description: "own",
    action: "DENY",
    http_rules: [{ from: allow("0.0.0.0/0").http_rules[0].from, when: "request.path == '/'" }],
  };
  expect(linesOf([], [own])?.[0]).toBe("  may change: everybody");
  expect(linesOf([{ ...own, http_rules: [{ from: own.http_rules[0]?.from }] }], [own])?.[0]).toBe(
    "  may be newly allowed: everybody",
  );
});

test("an example hides what carries a credential", () => {
  const key = { name: "X-Api-Key", value: { exact: "s3cret" } };
  const keyed = {
    description: "keyed",
    action: "ALLOW",
    http_rules: [{ to: { operations: { header_set: { headers: [key] } } } }],
  };
  const lines = linesOf([keyed], [])?.join("\n");
  expect(lines).toContain("newly allowed: everybody");
  expect(linesOf([{ ...keyed, action: "DENY" }], [])?.join("\n")).toContain("x-api-key: (hidden)");
  expect(lines).not.toContain("s3cret");
});

test("a policy that no sample shows is named, and may change", () => {
  const never = {
    description: "never",
    action: "DENY",
    http_rules: [{ to: { operations: { methods: ["GET"], paths: [{ prefix: "x" }] } } }],
  };
  expect(linesOf([], [never])).toEqual([
    expect.stringMatching(/^ {2}policies: never added$/),
    expect.stringMatching(
      /^ {2}may change: none of \d+ sample requests from \d+ kinds of callers is treated otherwise$/,
    ),
  ]);
});

test("a policy that is only removed is said to stay on", () => {
  const everybody = {
    description: "security.deny",
    action: "DENY",
    http_rules: [{ to: { operations: { methods: ["GET"] } } }],
  };
  expect(linesOf([everybody], [])?.join("\n")).toMatch(/newly allowed[\s\S]*stays on where its words are only removed/);
  expect(linesOf([], [everybody])?.join("\n")).not.toMatch(/stays on/);
});

describe("of random policies", () => {
  const NOBODY = {
    serviceAccount: "nobody@nowhere.iam.gserviceaccount.com",
    tag: "tagValues/0",
    clientCertificate: { selector: "CLIENT_CERT_URI_SAN", name: "urn:nobody" },
  };
  const sides = [authorizationPolicies, securityPolicyRules, authorizationPolicies, securityPolicyRules] as const;

  test("every example is one", () => {
    fc.assert(
      fc.property(...sides, (before, armor, after, armorNow) => {
        const found = diff(guardedDocument(before, armor), guardedDocument(after, armorNow));
        for (const { kind, example } of found?.changes ?? []) {
          // What a credential must hold for it to be one is not shown.
          if (example.headers.some(([, value]) => value === "(hidden)")) continue;
          const caller = { ...NOBODY, ...example.caller } as PlainCaller;
          const request = parseRequest(example.method, example.url, example.headers);
          const sides = [isAllowed(before, armor, request, caller), isAllowed(after, armorNow, request, caller)];
          expect({ kind, sides }).toEqual({ kind, sides: kind === "newly allowed" ? [false, true] : [true, false] });
        }
      }),
      { numRuns: runs(8), endOnFailure: true },
    );
  });

  test("nothing that changes is passed over in silence", () => {
    fc.assert(
      fc.property(...sides, calls, callers, (before, armor, after, armorNow, request, caller) => {
        const found = diff(guardedDocument(before, armor), guardedDocument(after, armorNow));
        if (isAllowed(before, armor, request, caller) !== isAllowed(after, armorNow, request, caller))
          expect(found?.policies).not.toEqual([]);
      }),
      { numRuns: runs(8), endOnFailure: true },
    );
  });
});
