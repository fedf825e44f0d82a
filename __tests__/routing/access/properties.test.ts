import fc from "fast-check";
import { accessAnswers } from "../../../routing/access/answer";
import type { Caller } from "../../../routing/access/caller";
import { answering } from "../../../routing/evaluate/answer";
import type { Request } from "../../../routing/evaluate/decision";
import { readUrlMaps } from "../../../routing/readers/read-url-maps";
import { authorizationPolicies, callers, calls, securityPolicyRules } from "../../support/arbitraries/policies";
import { guardedDocument } from "../../support/routing/guarded-document";
import { isAllowed } from "../../support/routing/plain-access";
import { runs } from "../../support/runs";

const verdictOf = (document: object, request: Request, caller: Caller) => {
  const [map] = readUrlMaps(JSON.stringify(document));
  if (map?.access === undefined) return "allowed";
  const { decision } = answering(map)(request);
  const [answer] = accessAnswers(map.access, { request, port: 443, caller, ...(decision && { decision }) });
  return answer?.access.verdict;
};

test("policies that are read back decide as a plain reading of Google's words does", () => {
  const inputs = [authorizationPolicies, fc.option(securityPolicyRules, { nil: undefined }), calls, callers] as const;
  fc.assert(
    fc.property(...inputs, fc.boolean(), (policies, armor, request, caller, asBlocks) => {
      const document = guardedDocument(policies, armor, asBlocks);
      const expected = isAllowed(policies, armor, request, caller) ? "allowed" : "denied";
      expect(verdictOf(document, request, caller)).toBe(expected);
    }),
    { numRuns: runs(800) },
  );
});

test("who calls may be left out: what is then said for certain holds for everybody", () => {
  const inputs = [authorizationPolicies, securityPolicyRules, calls, callers] as const;
  fc.assert(
    fc.property(...inputs, (policies, armor, request, caller) => {
      const verdict = verdictOf(guardedDocument(policies, armor), request, {});
      const expected = isAllowed(policies, armor, request, caller) ? "allowed" : "denied";
      expect(["depends", expected]).toContain(verdict);
    }),
    { numRuns: runs(400) },
  );
});
