import { ComputeNetwork } from "@cdktf/provider-google/lib/compute-network";
import { TerraformStack } from "cdktf";
import { hashedName, plainName } from "../../constructs/names";
import { scratchApp } from "../support/scratch-app";

const RFC1035 = /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/;
const stack = () => new TerraformStack(scratchApp(), "s");

describe("hashed names", () => {
  test("are the stack, the id and eight digits that stand for identity and inputs", () => {
    expect(hashedName(stack(), "ai-us-central1", "vllm", { region: "us-central1" })).toMatch(
      /^ai-us-central1-vllm-[0-9a-f]{8}$/,
    );
  });

  test("change with every input that forces a replacement, and with nothing else", () => {
    const name = (inputs: object) => hashedName(stack(), "ai-us-central1", "vllm", inputs);
    expect(name({ scheme: "EXTERNAL_MANAGED" })).not.toBe(name({ scheme: "INTERNAL_MANAGED" }));
    expect(name({ scheme: "EXTERNAL_MANAGED", tag: undefined })).toBe(name({ scheme: "EXTERNAL_MANAGED" }));
  });

  test("tell apart identities that are cut to the same beginning, or sanitized to the same text", () => {
    const long = "x".repeat(70);
    const names = [`${long}1`, `${long}2`, "a.b", "a-b"].map((id) => hashedName(stack(), "ai", id, {}));
    expect(new Set(names).size).toBe(4);
    for (const name of names) expect(name).toMatch(RFC1035);
  });

  test("do not depend on the numbers that CDKTF gives its tokens", () => {
    const name = (networksBefore: number) => {
      const scope = stack();
      for (let i = 0; i < networksBefore; i++) void new ComputeNetwork(scope, `other-${i}`, { name: `other-${i}` }).id;
      const network = new ComputeNetwork(scope, "network", { name: "ai" });
      return hashedName(scope, "ai", "neg", { network: network.id });
    };
    expect(name(3)).toBe(name(0));
  });

  test("differ between references to different resources", () => {
    const scope = stack();
    const name = (id: string) =>
      hashedName(scope, "ai", "neg", { network: new ComputeNetwork(scope, id, { name: id }).id });
    expect(name("one")).not.toBe(name("two"));
  });
});

describe("plain names", () => {
  test("have no hash as long as they fit", () => {
    expect(plainName("ai-us-central1", "port-80")).toBe("ai-us-central1-port-80");
  });

  test("are cut with a hash of the whole identity when they do not", () => {
    const names = ["1", "2"].map((end) => plainName(`${"x".repeat(70)}`, end));
    expect(names[0]).not.toBe(names[1]);
    for (const name of names) expect(name).toMatch(RFC1035);
  });
});
