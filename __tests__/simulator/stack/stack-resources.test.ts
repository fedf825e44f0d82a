import { stackResources } from "../../../simulator/stack/stack-resources";
import type { TerraformJson } from "../../../simulator/stack/terraform-json";

const stack = (response: string): TerraformJson => ({
  provider: { google: [{ project: "p", region: "us-central1" }] },
  variable: { x: { type: "string" } },
  resource: {
    google_compute_region_health_check: { a: { http_health_check: { response } } },
    google_compute_region_url_map: { a: { default_service: "closed" } },
  },
});

test("a platform holds texts as Google gets them: variables by their values, what is escaped as itself", () => {
  const [check] = stackResources(stack("${var.x} $${var.x} %%{y}")).all("healthChecks");
  expect(check?.httpHealthCheck).toEqual({ response: "x ${var.x} %{y}" });
});
