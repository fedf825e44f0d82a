import { terraformConstraint } from "../../../config/model/terraform-version";
import type { Config } from "../../../config/schema/config";
import { analyzeConfig, stackOf } from "../../support/project";
import { fronted, https, proxy } from "../../support/rehearsal/small";

const S3 = { s3: { bucket: "states", region: "eu-central-1" } };
const PEM = https(443, { pem: "${var.pem}", privateKey: "${var.key}" });
const ADOPT = { address: "old-ip" };

test.each<[what: string, config: Config, version: string]>([
  ["nothing special", proxy(), "1.5.0"],
  ["what is taken over in a named project", proxy({ adopt: ADOPT }), "1.5.0"],
  ["what is taken over in a variable's project", proxy({ adopt: ADOPT, project: undefined }), "1.6.0"],
  ["the same, by another variable", proxy({ adopt: ADOPT, project: "${var.where}" }), "1.6.0"],
  ["a state in S3", proxy({ state: S3 }), "1.10.0"],
  ["a private key that stays out of the state", fronted(PEM), "1.11.0"],
  ["the same, by a range of one's own", { ...fronted(PEM), provider: { version: "~> 7.20" } }, "1.11.0"],
  ["a private key that the state keeps", { ...fronted(PEM), provider: { version: "~> 7.8" } }, "1.5.0"],
  ["both", proxy({ adopt: ADOPT, project: undefined, state: S3 }), "1.10.0"],
])("the stack asks for the Terraform that it needs: %s", (_, config, version) => {
  expect(stackOf(analyzeConfig(config)).terraform).toMatchObject({ required_version: `>= ${version}` });
  expect(terraformConstraint(config).reasons.some((reason) => reason.startsWith(version))).toBe(version !== "1.5.0");
});
