import { compareConfigs } from "../../../checks/changes";
import { stacksOf } from "../../../cli/stacks";
import type { Config } from "../../../config/schema/config";
import type { Simulator } from "../../../simulator/control-plane/server";
import { rehearse } from "../../../simulator/rehearsal/rehearsal";
import { openTerraform } from "../../../simulator/terraform/terraform";
import { executable, fitted, providerVersion } from "../../support/e2e";
import { analyzeConfig } from "../../support/project";
import { ranged } from "../../support/rehearsal/small";
import { sendTo } from "../../support/simulator/client";

const terraform = openTerraform(executable ?? "terraform");
afterAll(() => terraform.close());

const analyzed = (config: Config) => analyzeConfig(fitted(config));
const [first, second] = ["10.129.0.0/24", "10.130.0.0/23"];

/** As `gcloud compute networks subnets update` does, with time for what is open. */
async function promote({ url }: Simulator, path: string): Promise<void> {
  const subnet = `${url}/compute/v1/${path}`;
  const { fingerprint } = (await sendTo(subnet, "GET")).body;
  const { status } = await sendTo(`${subnet}?drainTimeoutSeconds=600`, "PATCH", { role: "ACTIVE", fingerprint });
  if (status !== 200) throw new Error(`${path} was not promoted`);
}

(executable ? test : test.skip)(
  "a backup that was promoted by hand beforehand, as `check --from` advises, leaves the apply nothing to do",
  async () => {
    const [from, to] = [
      analyzed(ranged({ range: first, backup: second })),
      analyzed(ranged({ range: second, backup: first })),
    ];
    const [advice] = compareConfigs(from, to).map(({ fix }) => fix);
    const [, name = ""] = /subnets update (\S+)/.exec(advice ?? "") ?? [];
    const { failures, notSettled, operations, differences } = await rehearse({
      terraform,
      providerVersion,
      from: stacksOf(from),
      to: stacksOf(to),
      meanwhile: (simulator) => promote(simulator, `projects/ml-prod/regions/us-central1/subnetworks/${name}`),
    });
    expect({ failures, notSettled, operations, differences }).toEqual({
      failures: [],
      notSettled: [],
      operations: [],
      differences: [],
    });
  },
);
