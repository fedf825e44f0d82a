import { call, global, patch, regional, remove } from "../client";
import { changed, INTERNAL_RULE, PROXY_ONLY, type Row, RULE, subnet, updated } from "./row";

const ATTACHMENT = regional("serviceAttachments/internal");
const attachment = (change: object) => changed(regional("serviceAttachments/new"), ATTACHMENT, change);

export const NETWORK: readonly Row[] = [
  // Subnetworks
  ["subnetwork.range", "a range that is none", subnet({ ipCidrRange: "10.0.0.0" })],
  ["subnetwork.proxy-only-size", "32 addresses for proxies", subnet({ ipCidrRange: "10.131.0.0/27" })],
  ["subnetwork.proxy-only-fields", "flow logs of a proxy-only subnetwork", subnet({ logConfig: { enable: false } })],
  ["subnetwork.overlap", "a range inside another one", subnet({ ipCidrRange: "10.129.1.0/24" })],
  ["subnetwork.second-active", "a second active proxy-only subnetwork", subnet({ role: "ACTIVE" }), 400, "badRequest"],
  [
    "subnetwork.demotion",
    "to demote the active one without a promotion",
    (s) => patch(s, PROXY_ONLY, { role: "BACKUP" }),
  ],
  [
    "subnetwork.purpose",
    "another purpose",
    (s) => patch(s, regional("subnetworks/backends"), { purpose: "REGIONAL_MANAGED_PROXY", role: "BACKUP" }),
  ],
  [
    "subnetwork.expand",
    "to grow a proxy-only range",
    (s) => call(s, PROXY_ONLY, "expandIpCidrRange", { ipCidrRange: "10.128.0.0/15" }),
  ],
  [
    "subnetwork.expand",
    "to shrink a range",
    (s) => call(s, regional("subnetworks/backends"), "expandIpCidrRange", { ipCidrRange: "10.0.0.0/25" }),
  ],
  [
    "subnetwork.backup-exists",
    "the active one beside a backup",
    async (s) => {
      await subnet({})(s);
      return remove(s, PROXY_ONLY);
    },
    400,
    "badRequest",
  ],
  [
    "subnetwork.proxy-only-in-use",
    "the active one under a forwarding rule",
    (s) => remove(s, PROXY_ONLY),
    400,
    "resourceInUseByAnotherResource",
  ],

  // Addresses, firewall rules, routers
  [
    "address.subnetwork",
    "an internal address in a proxy-only subnetwork",
    changed(regional("addresses/new"), regional("addresses/internal"), { subnetwork: PROXY_ONLY }),
  ],
  [
    "address.tier",
    "a tier on an internal address",
    changed(regional("addresses/new"), regional("addresses/internal"), { networkTier: "STANDARD" }),
  ],
  [
    "address.in-subnetwork",
    "an address outside of its subnetwork",
    changed(regional("addresses/new"), regional("addresses/internal"), { address: "10.9.9.9" }),
  ],
  [
    "address.taken",
    "an address that is reserved already",
    changed(regional("addresses/new"), regional("addresses/internal"), { address: "10.0.0.2" }),
  ],
  [
    "address.in-use",
    "an address under a forwarding rule",
    (s) => remove(s, regional("addresses/ip")),
    400,
    "resourceInUseByAnotherResource",
  ],
  [
    "firewall.allow-or-deny",
    "neither allow nor deny",
    changed(global("firewalls/new"), global("firewalls/proxies"), { allowed: [] }),
  ],
  [
    "firewall.targets",
    "tags and service accounts",
    changed(global("firewalls/new"), global("firewalls/proxies"), { targetServiceAccounts: ["a@b"] }),
  ],
  [
    "firewall.priority",
    "priority 65536",
    changed(global("firewalls/new"), global("firewalls/proxies"), { priority: 65536 }),
  ],
  [
    "router.nat-name",
    "two NATs of one name",
    updated(regional("routers/nat"), { nats: [{ name: "nat" }, { name: "nat" }] }),
  ],
  [
    "router.nat-addresses",
    "addresses beside Google's own",
    updated(regional("routers/nat"), {
      nats: [{ name: "nat", natIpAllocateOption: "AUTO_ONLY", natIps: [regional("addresses/egress")] }],
    }),
  ],
  [
    "router.nat-addresses",
    "no addresses in place of Google's",
    updated(regional("routers/nat"), { nats: [{ name: "nat", natIpAllocateOption: "MANUAL_ONLY" }] }),
  ],
  [
    "in-use",
    "an address of a NAT",
    (s) => remove(s, regional("addresses/egress")),
    400,
    "resourceInUseByAnotherResource",
  ],

  // Service attachments
  [
    "in-use",
    "a forwarding rule that is published",
    (s) => remove(s, INTERNAL_RULE),
    400,
    "resourceInUseByAnotherResource",
  ],
  ["service-attachment.target", "an external forwarding rule", attachment({ targetService: RULE })],
  [
    "service-attachment.subnet-purpose",
    "an ordinary subnetwork",
    attachment({ natSubnets: [regional("subnetworks/backends")] }),
  ],
  ["service-attachment.subnet-shared", "the subnetwork of another attachment", attachment({})],
  [
    "service-attachment.accepted",
    "a project and a network",
    (s) =>
      patch(s, ATTACHMENT, {
        consumerAcceptLists: [{ projectIdOrNum: "a" }, { networkUrl: "projects/b/global/networks/default" }],
      }),
  ],
];
