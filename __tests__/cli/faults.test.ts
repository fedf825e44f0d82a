import { faultOf, missed } from "../../cli/faults";
import type { LogEntry } from "../../simulator/control-plane/operations";

test("a fault says what goes wrong, with which change, and of what", () => {
  expect([faultOf("slow:delete"), faultOf("lost-response:insert:backendServices")]).toEqual([
    { effect: "slow", ms: 15_000, verb: "delete" },
    { effect: "lost response", verb: "insert", collection: "backendServices" },
  ]);
});

test.each([
  "",
  "500",
  "lost response",
  "503",
  "503:",
  "503:insert:",
  "503:get",
  "503:list:urlMaps",
  "503:insert:urlMaps:x",
])("%p is told what is allowed", (text) => {
  expect(() => faultOf(text)).toThrow(/^Write EFFECT:VERB\[:COLLECTION\], as in .+ EFFECT is one of .*503.*, slow;/);
});

test("a fault that no change fitted is named", () => {
  const operation: LogEntry = { verb: "insert", collection: "urlMaps", path: "p", startedAt: 0 };
  const faults = ["503:insert", "slow:insert:urlMaps", "429:delete", "lost-response:insert:addresses"].map(faultOf);
  expect(missed(faults, [operation])).toEqual(["429 delete", "lost response insert addresses"]);
});
