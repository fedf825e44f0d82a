import { overrideOf, placeholders, type TerraformJson } from "../../../simulator/stack/terraform-json";
import { referenceStack } from "../../support/simulator/reference-stack";

const URL = "http://127.0.0.1:4444";

describe("the override file of a rehearsal", () => {
  test("sends every API of the provider to the simulator, with a made-up token", () => {
    const { provider } = overrideOf(referenceStack(), { url: URL });
    expect(provider).toEqual({
      google: [
        expect.objectContaining({
          access_token: "simulated",
          compute_custom_endpoint: `${URL}/compute/v1/`,
          certificate_manager_custom_endpoint: `${URL}/certificatemanager/v1/`,
          dns_custom_endpoint: `${URL}/clouddns/v1/`,
        }),
      ],
    });
  });

  test("keeps the aliases of providers, and leaves out a provider that the stack has not", () => {
    const stack: TerraformJson = {
      provider: { google: { project: "p" }, "google-beta": [{ alias: "a" }, { alias: "b" }] },
    };
    const { provider } = overrideOf(stack, { url: URL });
    expect(provider?.google).toHaveLength(1);
    expect(provider?.["google-beta"]).toEqual([
      expect.objectContaining({ alias: "a" }),
      expect.objectContaining({ alias: "b" }),
    ]);
    expect(overrideOf({}, { url: URL })).not.toHaveProperty("provider");
  });

  test("puts the state into a local file, whatever the stack's backend is", () => {
    expect(overrideOf(referenceStack(), { url: URL }).terraform?.backend).toEqual({
      local: { path: "terraform.tfstate" },
    });
  });

  test("pins the provider only when asked to, and keeps its source", () => {
    expect(overrideOf(referenceStack(), { url: URL }).terraform).not.toHaveProperty("required_providers");
    expect(overrideOf(referenceStack(), { url: URL, providerVersion: "7.45.0" }).terraform?.required_providers).toEqual(
      {
        google: { source: "hashicorp/google", version: "7.45.0" },
      },
    );
  });

  test("keeps what is protected so, until everything shall go", () => {
    expect(overrideOf(referenceStack(), { url: URL })).not.toHaveProperty("resource");
    expect(overrideOf(referenceStack(), { url: URL, unprotected: true }).resource).toEqual({
      google_compute_address: { ip: { lifecycle: { prevent_destroy: false } } },
    });
  });

  test("touches no lifecycle without protection", () => {
    const stack = { resource: { google_compute_address: { ip: {} } } };
    expect(overrideOf(stack, { url: URL, unprotected: true })).not.toHaveProperty("resource");
  });
});

test("a variable without default gets its own name as its value", () => {
  expect(placeholders({ variable: { project: { type: "string" }, key: { type: "string", default: "k" } } })).toEqual({
    project: "project",
  });
});
