import { analyze } from "../../checks/analyze";
import { loadText } from "../../config/document/load";
import { changed } from "../support/checks/bases";

const VLLM: [string, string] = ["  next:\n    server: tgi", "  next:\n    server: vllm"];
/** What the base suppresses itself. */
const OWN = ["open-to-everyone", "endpoint-port-guessed"];
const PLAIN: [string, string] = ["{ http: 80, redirect: https }", "{ http: 80 }"];

function analyzed(...suppressions: string[]) {
  const more: [string, string] = ["suppress: [", `suppress: [${suppressions.map((one) => `{ ${one} }, `).join("")}`];
  const { config } = loadText("x", changed("external", [VLLM, PLAIN, more]), () => "");
  if (config === undefined) throw new Error("not valid");
  const { findings, suppressed } = analyze(config);
  return {
    found: findings.map(({ id }) => id),
    suppressed: suppressed.flatMap(({ finding, reason }) =>
      OWN.includes(finding.id) ? [] : [`${finding.id}: ${reason}`],
    ),
  };
}

test("a warning is suppressed by its id, with the reason", () => {
  expect(analyzed("id: plain-http, reason: TLS ends in front")).toEqual({
    found: ["idle-connections"],
    suppressed: ["plain-http: TLS ends in front"],
  });
});

test.each(["workloads", "workloads.next", "workloads.next.server"])(
  "a suppression at %s covers what is below it",
  (at) => {
    expect(analyzed(`id: idle-connections, at: ${at}, reason: set`)).toMatchObject({
      found: ["plain-http"],
      suppressed: ["idle-connections: set"],
    });
  },
);

test("a place is matched by whole keys", () => {
  expect(analyzed("id: idle-connections, at: workloads.nex, reason: set").found).toContain("idle-connections");
});

test("a suppression covers a finding in a list by the list's place", () => {
  expect(analyzed('id: plain-http, at: "frontend.listeners[0]", reason: set').suppressed).toEqual(["plain-http: set"]);
});

test("a stale suppression is found, and cannot be suppressed itself", () => {
  const { found } = analyzed("id: weak-tls, reason: old clients", "id: stale-suppression, reason: never mind");
  expect(found.filter((id) => id === "stale-suppression")).toHaveLength(2);
});

test("what a change does cannot be suppressed: it is about one change", () => {
  expect(analyzed("id: address-changed, reason: planned").found).toContain("unknown-rule");
});
