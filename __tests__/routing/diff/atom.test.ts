import fc from "fast-check";
import { type Atom, atomHolds, createAtoms } from "../../../routing/diff/atom";
import { type Choice, exclude, implies } from "../../../routing/diff/choice";
import { headerCondition, queryCondition } from "../../../routing/evaluate/condition";
import type { Request } from "../../../routing/evaluate/decision";
import { matchRuleCondition, pathRuleCondition } from "../../../routing/evaluate/path-condition";
import type { HeaderMatch, MatchRule, QueryParameterMatch } from "../../../routing/url-map";
import {
  conditions,
  HOSTS,
  headerValue,
  pathCondition,
  pathRulePath,
  query,
  requestPath,
} from "../../support/arbitraries/envoy/conditions";
import { runs } from "../../support/runs";

const RUNS = { numRuns: runs(1_000) };

const request: fc.Arbitrary<Request> = fc.record({
  method: fc.constantFrom("GET", "POST", "PUT"),
  scheme: fc.constant("https" as const),
  host: fc.constantFrom(...HOSTS),
  path: requestPath,
  query: fc.option(query, { nil: undefined }),
  headers: fc.record({ "x-a": headerValue, "x-b": headerValue }, { requiredKeys: [] }),
});

const matchRule: fc.Arbitrary<MatchRule> = fc
  .tuple(pathCondition, conditions)
  .map(([path, further]) => ({ ...path, ...further }));

/** The value of an atom's variable in a request. */
function valueIn({ variable: { on, name } }: Atom, { method, scheme, host, path, query, headers }: Request) {
  if (on === "header") return headers[name];
  if (on !== "query") return { method, scheme, host, path }[on];
  const parameter = query?.split("&").find((each) => each.split("=", 1)[0] === name);
  return parameter?.slice(name.length + 1);
}

const holds = (atom: Atom, request: Request) => atomHolds(atom, valueIn(atom, request));

test("an atom holds for the requests that fulfil its condition", () => {
  fc.assert(
    fc.property(matchRule, request, (match, one) => {
      const { headerMatches = [], queryParameterMatches = [] } = match;
      const fulfilled = [
        matchRuleCondition(match, "a rule").holds(one),
        ...headerMatches.map((header: HeaderMatch) => headerCondition(header, "a rule").holds(one)),
        ...queryParameterMatches.map((each: QueryParameterMatch) => queryCondition(each, "a rule").holds(one)),
      ];
      expect(
        createAtoms()
          .matchRule(match)
          .map((atom) => holds(atom, one)),
      ).toEqual(fulfilled);
    }),
    RUNS,
  );
});

test("an atom of a path rule holds for its paths", () => {
  fc.assert(
    fc.property(pathRulePath, request, (pattern, one) => {
      expect(holds(createAtoms().pathRule(pattern), one)).toBe(pathRuleCondition(pattern, "a rule").holds(one));
    }),
    RUNS,
  );
});

/** A choice with the conditions of a match rule; what it does is of no interest here. */
function choiceOf(atoms: readonly Atom[]): Choice {
  const action = { words: { to: "" }, fixed: "", host: "", path: { replacement: "", length: 0 } };
  return { order: 0, rule: undefined, atoms, action };
}

test("conditions that imply or exclude each other do so for every request", () => {
  const { matchRule: atomsOf } = createAtoms();
  const fulfils = ({ atoms }: Choice, one: Request) => atoms.every((atom) => holds(atom, one) === true);
  fc.assert(
    fc.property(matchRule, matchRule, fc.array(request, { minLength: 10, maxLength: 10 }), (one, other, requests) => {
      const [a, b] = [choiceOf(atomsOf(one)), choiceOf(atomsOf(other))];
      for (const each of requests) {
        if (implies(a, b) && fulfils(a, each)) expect(fulfils(b, each)).toBe(true);
        if (exclude(a, b)) expect(fulfils(a, each) && fulfils(b, each)).toBe(false);
      }
    }),
    RUNS,
  );
});

test("conditions on one header imply and exclude each other as their values do", () => {
  const { matchRule: atomsOf } = createAtoms();
  const text = fc.constantFrom("/a", "/a/", "/ab", "/a/b", "/b");
  const test = fc.oneof(
    ...(["exactMatch", "prefixMatch", "suffixMatch", "regexMatch"] as const).map((name) =>
      text.map((value): Omit<HeaderMatch, "headerName"> => ({ [name]: value })),
    ),
    fc.constant({ presentMatch: true }),
  );
  const header = fc.tuple(test, fc.boolean()).map(([one, invertMatch]) => ({ headerName: "x", ...one, invertMatch }));
  const values = [undefined, "", "/", "/a", "/a/", "/ab", "/a/b", "/b", "x"];
  fc.assert(
    fc.property(header, header, (one, other) => {
      const [left, right] = [one, other].map((each) => atomsOf({ headerMatches: [each] }));
      const [a, b] = [choiceOf(left ?? []), choiceOf(right ?? [])];
      const valuesOf = ({ atoms: [, atom] }: Choice) => values.filter((value) => atom && atomHolds(atom, value));
      if (implies(a, b)) expect(valuesOf(a).filter((value) => !valuesOf(b).includes(value))).toEqual([]);
      if (exclude(a, b)) expect(valuesOf(a).filter((value) => valuesOf(b).includes(value))).toEqual([]);
    }),
    RUNS,
  );
});

test("equal conditions are one atom, whatever else differs", () => {
  const { pathRule, matchRule } = createAtoms();
  expect([pathRule("/a/*")]).toEqual(matchRule({ prefixMatch: "/a/" }));
  expect(pathRule("/a/*")).toBe(matchRule({ prefixMatch: "/a/", ignoreCase: false })[0]);
  const header: HeaderMatch = { headerName: "X-A", exactMatch: "1" };
  expect(matchRule({ headerMatches: [header] })[1]).toBe(
    matchRule({ headerMatches: [{ exactMatch: "1", headerName: "x-a", invertMatch: false }] })[1],
  );
  expect(pathRule("/a")).not.toBe(pathRule("/a/*"));
  expect(matchRule({ fullPathMatch: "/a*" })[0]).not.toBe(matchRule({ prefixMatch: "/a" })[0]);
});
