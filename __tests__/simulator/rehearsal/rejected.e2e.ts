import { stacksOf } from "../../../cli/stacks";
import type { Config } from "../../../config/schema/config";
import type { Simulator } from "../../../simulator/control-plane/server";
import { rehearse } from "../../../simulator/rehearsal/rehearsal";
import { openTerraform } from "../../../simulator/terraform/terraform";
import { executable, providerVersion } from "../../support/e2e";
import { analyzeConfig } from "../../support/project";
import { internal } from "../../support/rehearsal/small";
import { sendTo } from "../../support/simulator/client";

const terraform = openTerraform(executable ?? "terraform");
afterAll(() => terraform.close());

const published = (connections: number): Config => ({
  ...internal(),
  frontend: { publish: { subnet: "psc", accept: [{ project: "consumer", connections }] } },
});

/** As another team does by hand. */
async function reject({ url, state }: Simulator): Promise<void> {
  const [path = ""] = [...state.entries("serviceAttachments")].map(([one]) => one);
  const { fingerprint } = (await sendTo(`${url}/compute/v1/${path}`, "GET")).body;
  const { status } = await sendTo(`${url}/compute/v1/${path}`, "PATCH", {
    consumerRejectLists: ["stranger"],
    fingerprint,
  });
  if (status !== 200) throw new Error("nobody is rejected");
}

(executable ? test : test.skip)(
  "a consumer that others have rejected stays rejected when the file accepts others",
  async () => {
    const [from, to] = [published(1), published(2)].map((one) => stacksOf(analyzeConfig(one)));
    const { failures, notSettled, operations, differences } = await rehearse({
      terraform,
      providerVersion,
      from,
      to: to ?? [],
      meanwhile: reject,
    });
    expect({ failures, notSettled }).toEqual({ failures: [], notSettled: [] });
    expect(operations.map(({ verb, collection }) => [verb, collection])).toEqual([["patch", "serviceAttachments"]]);
    expect(differences).toMatchObject([{ what: "other", fields: ["consumerRejectLists"] }]);
  },
);
