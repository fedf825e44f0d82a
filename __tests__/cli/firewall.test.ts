import { neededRules, renderGcloud } from "../../cli/firewall";
import { lastSegment } from "../../simulator/control-plane/resource-path";
import { foreignFirewall, WITH_OPENINGS } from "../support/cli/foreign-firewall";
import { stackOf } from "../support/project";

/** A command of gcloud's as what it opens. */
function opened(command: string): Record<string, string> {
  const [, ...flags] = command.split(" --");
  return Object.fromEntries(flags.map((flag): [string, string] => flag.split(" ") as [string, string]));
}

test.each(WITH_OPENINGS)("%s: the commands open what our own rules would", (name) => {
  const { own, foreign } = foreignFirewall(name);
  const ours = Object.values(stackOf(own).resource.google_compute_firewall ?? {}).map((block) => {
    const { project, network, direction, source_ranges, allow, target_tags, target_service_accounts } = block;
    return JSON.stringify({
      project,
      network: lastSegment(network),
      direction,
      allow: `tcp:${allow[0].ports[0]}`,
      "source-ranges": source_ranges.join(","),
      ...(target_tags && { "target-tags": target_tags.join(",") }),
      ...(target_service_accounts && { "target-service-accounts": target_service_accounts.join(",") }),
    });
  });
  const theirs = foreign.regions.flatMap(({ model }) => neededRules(model).map(renderGcloud));
  expect(theirs.map((command) => JSON.stringify(opened(command))).sort()).toEqual(ours.sort());
  expect(ours.length).toBeGreaterThan(0);
});

test("nothing is asked of others where the rules are made here", () => {
  const [name = ""] = WITH_OPENINGS;
  expect(foreignFirewall(name).own.regions.flatMap(({ model }) => neededRules(model))).toEqual([]);
});
