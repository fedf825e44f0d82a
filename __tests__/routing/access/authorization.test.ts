import { authorizationPolicies } from "../../../routing/access/authorization";
import { securityPolicyRules } from "../../../routing/access/security-policy";
import { changed } from "../../support/checks/bases";
import { analyzeText } from "../../support/project";

const RANGES = Array.from({ length: 11 }, (_, i) => `10.${2 * i}.0.0/16`);

function modelOf(words: string, rule = "") {
  const text = changed("internal", [
    ["modelHeader: x-model", `modelHeader: x-model\n${words}`],
    ["      - { api: openai.chat, to: mistral }", `      - { api: openai.chat, to: mistral }${rule}`],
  ]);
  const [first] = analyzeText(text).regions;
  if (first === undefined) throw new Error("no region");
  return first.model;
}

const idsOf = (...words: Parameters<typeof modelOf>) =>
  authorizationPolicies(modelOf(...words), (id) => id).map(({ id }) => id);

test("eleven ranges stand in the security policy alone, and what else is denied stays where it was", () => {
  expect(idsOf(`security: { deny: [${RANGES}] }`)).toEqual([]);
  expect(idsOf(`security: { allow: [${RANGES}] }`)).toEqual([]);
  expect(idsOf(`security: { allow: [${RANGES.slice(1)}] }`)).toEqual(["allow"]);
  const mixed = modelOf(`security: { deny: [${RANGES}, { tag: tagValues/1 }] }`);
  const [{ policy } = { policy: undefined }] = authorizationPolicies(mixed, (id) => id);
  expect(policy?.http_rules).toEqual([
    { from: { sources: { resources: [{ tag_value_id_set: { ids: ["tagValues/1"] } }] } } },
  ]);
  const denied = securityPolicyRules(mixed.security).flatMap(({ action, match }) =>
    action === "deny(403)" ? (match.config?.src_ip_ranges ?? []) : [],
  );
  expect([...denied].sort()).toEqual([...RANGES].sort());
});

test("rules of one path and other methods have a policy each", () => {
  const rules = ["GET", "POST"].map(
    (method) => `\n      - { prefix: /api, method: ${method}, to: mistral, security: { deny: [10.9.0.0/16] } }`,
  );
  expect(new Set(idsOf("", rules.join(""))).size).toBe(2);
});
