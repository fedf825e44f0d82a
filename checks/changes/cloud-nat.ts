import { countOf, makesCloudNat, natPortsOf } from "../../config/model/cloud-nat";
import type { CloudNat, Model } from "../../config/model/model";
import { at } from "../rule";
import type { ChangeRules } from "./change";

export const CLOUD_NAT_CHANGES: ChangeRules = {
  "egress-changed": {
    impact: "interrupts",
    title: "Requests to internet endpoints that leave from other addresses, or by fewer ports",
    why: "The NAT changes in place; connections from an address that leaves are cut, and so may be those of a proxy that gets fewer ports. An address that is only added cuts nothing (**prepare**).",
    fix: "Have new addresses on providers' lists before. Drain an address that leaves: `gcloud compute routers nats update` moves it to `--nat-external-drain-ip-pool`; apply when its connections are done.",
    source: "https://cloud.google.com/nat/docs/tune-nat-configuration",
    *check({ before, after }) {
      const [old, now] = [before.model, after.model];
      const { addresses, existing } = now.network.cloudNat;
      if (hasNat(old) && !hasNat(now) && typeof old.network.cloudNat.addresses === "number")
        yield {
          ...at(["network"], {
            what: "the addresses on providers' lists are given up, and others will have them",
            fix: "keep `addresses`, if requests shall leave from them again",
          }),
          impact: "prepare",
        };
      if (!hasNat(old) || !hasNat(now)) return;
      const path = ["network", ...(after.config.network.cloudNat ? ["cloudNat"] : [])];
      const known = idsOf(old.network.cloudNat);
      const ids = idsOf(now.network.cloudNat);
      if (known.some((id) => !ids.includes(id)))
        yield at(path, {
          what: `requests to internet endpoints leave from ${addresses === undefined && existing === undefined ? "addresses that Google chooses" : "other addresses"}, and connections from those that leave are cut`,
          fix: "have new addresses on providers' lists before, and drain those that leave (`gcloud compute routers nats update … --nat-external-drain-ip-pool`)",
        });
      else if (ids.length > known.length)
        yield {
          ...at(path, {
            what: `requests to internet endpoints leave from ${ids.length - known.length === 1 ? "one address" : `${ids.length - known.length} addresses`} more as soon as this is applied`,
            fix: "reserve them before and name them, where a provider must have them on its list first",
          }),
          impact: "prepare",
        };
      const ports = [old, now].map(({ network, workloads }) => natPortsOf(network.cloudNat, workloads)) as [
        number,
        number,
      ];
      if (old.network.cloudNat.existing === undefined && ports[1] < ports[0])
        yield at(path, {
          what: `a proxy gets ${ports[1]} ports in place of ${ports[0]}: connections to internet endpoints may be cut`,
          fix: "choose a quiet hour",
        });
    },
  },
};

/** Whether requests leave through a Cloud NAT, whoever made it. */
const hasNat = ({ network, workloads }: Model): boolean =>
  network.cloudNat.existing !== undefined || makesCloudNat(network.cloudNat, workloads);

/** What stands for the addresses from which requests leave. */
function idsOf({ existing, addresses }: CloudNat): readonly string[] {
  if (existing !== undefined) return [`of ${existing}`];
  if (typeof addresses === "number") return Array.from({ length: countOf(addresses) }, (_, i) => `new ${i}`);
  return addresses ?? ["automatic"];
}
