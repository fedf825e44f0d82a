import { z } from "zod";
import { NAME_FORM, NAT_PORTS, RESOURCE_NAME } from "../../platform/facts";
import { powerOfTwo } from "../nat-ports";
import { linkForm, patternOf } from "../place";
import { DEFAULTS } from "./defaults";
import { exclusive, notAPowerOfTwo } from "./messages";
import {
  checkKeys,
  cidr,
  literalOf,
  number,
  passThrough,
  passThroughOf,
  perRegion,
  report,
  resource,
  withDefaults,
} from "./values";

const vpcName = passThroughOf(
  patternOf(NAME_FORM, linkForm("global", "networks")),
  "a VPC network",
  "write its name, or projects/PROJECT/global/networks/NAME",
  "default",
);

const vpc = z
  .union([
    vpcName,
    z.strictObject({
      project: passThrough("network-host").describe("The host project of a Shared VPC."),
      name: passThroughOf(RESOURCE_NAME, "a VPC network's name", "write its name", "shared").describe(
        "The network's name in the host project.",
      ),
    }),
  ])
  .describe(
    "The VPC network of the proxy and its backends: a name, a self link, or a network of a Shared VPC host project.",
  );

const subnetOf = (example: string) =>
  passThroughOf(
    patternOf(NAME_FORM, linkForm("regions", "subnetworks")),
    "a subnet",
    "write its name, or projects/PROJECT/regions/REGION/subnetworks/NAME",
    example,
  );
export const subnet = subnetOf("backends");

const proxyOnlySubnet = z.union([
  cidr(),
  z.strictObject({
    existing: subnetOf("proxy-only").optional().describe("The ACTIVE proxy-only subnet that is already there."),
    range: cidr().describe("The range of the ACTIVE subnet; firewall rules let it in."),
    backup: cidr()
      .optional()
      .describe(
        "The range of a BACKUP subnet beside it, which firewall rules let in too. To grow without an interruption: add it, apply, swap it with `range`, apply, remove it, apply.",
      ),
  }),
]);

const minPorts = number({ min: NAT_PORTS.standard, max: NAT_PORTS.most })
  .superRefine((value, context) => {
    if (Number.isInteger(value) && 2 ** Math.round(Math.log2(value)) !== value)
      report(context, notAPowerOfTwo(value, powerOfTwo(value)));
  })
  .meta({ examples: [4096] });

const cloudNat = checkKeys(
  withDefaults(DEFAULTS.cloudNat, {
    existing: literalOf(RESOURCE_NAME, "a Cloud NAT's name", "write its name", "proxies")
      .optional()
      .describe("A Cloud NAT for the endpoint type ENDPOINT_TYPE_MANAGED_PROXY_LB that is already there."),
    addresses: z
      .union([
        number({ min: 1, max: 100 }).meta({ examples: [2] }),
        z.array(resource("an address resource", "egress-1")).min(1),
      ])
      .optional()
      .describe(
        "The addresses from which requests reach internet endpoints, for a provider's list: so many new ones, or those that are there. They are the output `egress_ips`, and made even where no workload needs them yet.",
      ),
    minPorts: minPorts
      .optional()
      .describe("Ports for each proxy, a power of two: so many connections to one endpoint at once."),
    logs: z.enum(["errors", "translations", "all", "off"]).optional().describe("What Cloud NAT logs."),
  }),
  (value, context) => {
    for (const key of ["addresses", "minPorts", "logs"] as const)
      if (value.existing !== undefined && value[key] !== undefined)
        report(context, exclusive("existing", key, "a Cloud NAT that is there has its own"), [key]);
  },
);

export const network = withDefaults(DEFAULTS.network, {
  vpc,
  proxyOnlySubnet: perRegion(proxyOnlySubnet).describe(
    "Where Google's proxies run: a range makes a new subnet, `existing` adopts one. A VPC has one per region. At least /26, Google recommends /23.",
  ),
  subnet: perRegion(subnet)
    .optional()
    .describe(
      "An ordinary subnet of the region: the address of an internal proxy comes from it, and the consumer side of Private Service Connect.",
    ),
  firewallRules: z
    .boolean()
    .optional()
    .describe(
      "Whether this program makes the firewall rules that let probers and proxies in. `false` where another team owns them.",
    ),
  cloudNat: cloudNat.optional().describe("The Cloud NAT that the proxies need to reach internet endpoints."),
}).describe("The network around the proxy.");
