import { call, global, insert, located, patch, regional } from "../client";
import { changed, HTTPS, INTERNAL_RULE, many, map, type Row, RULE, rule } from "./row";

export const FRONTEND: readonly Row[] = [
  // Target proxies
  [
    "target-proxy.keep-alive",
    "a keep-alive of 601 seconds",
    changed(regional("targetHttpProxies/new"), regional("targetHttpProxies/http"), { httpKeepAliveTimeoutSec: 601 }),
  ],
  [
    "target-proxy.url-map",
    "no URL map",
    changed(regional("targetHttpProxies/new"), regional("targetHttpProxies/http"), { urlMap: undefined }),
  ],
  [
    "target-https-proxy.certificates",
    "no certificate",
    changed(regional("targetHttpsProxies/new"), HTTPS, { sslCertificates: [] }),
  ],
  [
    "target-https-proxy.certificates",
    "certificates of both kinds",
    changed(regional("targetHttpsProxies/new"), HTTPS, {
      sslCertificates: [
        regional("sslCertificates/pem"),
        `//certificatemanager.googleapis.com/${located("certificates/ai")}`,
      ],
    }),
  ],
  [
    "target-https-proxy.certificate-count",
    "16 Compute certificates",
    async (s) => {
      const certificates = many(16, (index) => regional(`sslCertificates/c-${index}`));
      for (const certificate of certificates) await insert(s, certificate, {});
      return call(s, HTTPS, "setSslCertificates", { sslCertificates: certificates });
    },
    413,
    "quotaExceeded",
  ],
  [
    "target-https-proxy.https-redirect",
    "a URL map that redirects to HTTPS",
    async (s) => {
      await map({
        defaultService: undefined,
        defaultUrlRedirect: { httpsRedirect: true },
        hostRules: [],
        pathMatchers: [],
      })(s);
      return call(s, HTTPS, "setUrlMap", { urlMap: regional("urlMaps/new") });
    },
  ],

  // Forwarding rules
  ["forwarding-rule.scheme", "scheme EXTERNAL with a regional proxy", rule({ loadBalancingScheme: "EXTERNAL" })],
  ["forwarding-rule.target", "no target", rule({ target: undefined })],
  ["forwarding-rule.port", "a range of ports", rule({ portRange: "80-81" })],
  [
    "forwarding-rule.proxy-only-subnet",
    "a network without a proxy-only subnetwork",
    rule({ network: global("networks/other") }),
  ],
  [
    "forwarding-rule.backend-scheme",
    "an external rule to internal services",
    rule({ target: regional("targetHttpProxies/internal") }),
  ],
  [
    "forwarding-rule.subnetwork",
    "an internal rule without a subnetwork",
    changed(regional("forwardingRules/new"), INTERNAL_RULE, { portRange: "8080", subnetwork: undefined }),
  ],
  [
    "forwarding-rule.subnetwork-network",
    "a subnetwork of another network",
    async (s) => {
      const other = { network: global("networks/other"), ipCidrRange: "10.20.0.0/24" };
      await insert(s, regional("subnetworks/other"), other);
      return changed(regional("forwardingRules/new"), INTERNAL_RULE, {
        portRange: "8080",
        subnetwork: regional("subnetworks/other"),
      })(s);
    },
    400,
    "badRequest",
  ],
  ["forwarding-rule.address", "an address that nobody has reserved", rule({ IPAddress: "198.51.100.7" })],
  ["forwarding-rule.tier", "another tier than the address's", rule({ networkTier: "STANDARD" })],
  [
    "forwarding-rule.address-and-port",
    "an internal address and port that is taken",
    changed(regional("forwardingRules/new"), INTERNAL_RULE, {}),
    409,
    "conflict",
  ],
  ["forwarding-rule.address-and-port", "an address and port that is taken", rule({ portRange: "80" })],
  [
    "forwarding-rule.shared-address",
    "an internal address that is not for sharing",
    async (s) => {
      const alone = { addressType: "INTERNAL", subnetwork: regional("subnetworks/backends") };
      await insert(s, regional("addresses/alone"), alone);
      const on = (port: string) => ({ portRange: port, IPAddress: regional("addresses/alone") });
      await changed(regional("forwardingRules/first"), INTERNAL_RULE, on("80"))(s);
      return changed(regional("forwardingRules/second"), INTERNAL_RULE, on("443"))(s);
    },
    409,
    "conflict",
  ],
  ["forwarding-rule.set-target", "a target of another type", (s) => call(s, RULE, "setTarget", { target: HTTPS })],
  [
    "forwarding-rule.global-access",
    "global access that changes",
    (s) => patch(s, INTERNAL_RULE, { allowGlobalAccess: true }),
  ],
];
