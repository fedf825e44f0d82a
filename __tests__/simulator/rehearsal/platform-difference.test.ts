import type { Dump } from "../../../simulator/control-plane/state";
import { differences } from "../../../simulator/rehearsal/platform-difference";

const PATH = "dns/projects/p/managedZones/z/rrsets/A/ai.example.com.";
const record = (networkUrl: string): Dump =>
  ({ [PATH]: { name: "ai.example.com.", routingPolicy: { networkUrl } } }) as Dump;

test("the port of a simulator is no difference, and another network is one", () => {
  const at = (port: number, name: string) =>
    record(`http://127.0.0.1:${port}/compute/v1/projects/p/global/networks/${name}`);
  expect(differences(at(1001, "ai"), at(1002, "ai"))).toEqual([]);
  expect(differences(at(1001, "ai"), at(1002, "other"))).toMatchObject([{ path: PATH, fields: ["routingPolicy"] }]);
});
