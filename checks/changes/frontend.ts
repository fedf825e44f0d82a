import { type DocumentPath, formatValue } from "../../config/finding";
import { makesAuthorizationRecord } from "../../config/model/dns-records";
import { authorizedDomain } from "../../config/model/ids";
import { httpsListeners, managedDomains } from "../../config/model/listeners";
import type { HttpsListener, Listener, Model } from "../../config/model/model";
import type { AnalyzedRegion } from "../analysis";
import { at } from "../rule";
import { SOURCES } from "../rules/sources";
import type { ChangeRules, StackChange } from "./change";
import { SECOND_PROXY } from "./network";

export const FRONTEND_CHANGES: ChangeRules = {
  "address-changed": {
    impact: "interrupts",
    title: "Another address",
    why: "The forwarding rules are replaced, and clients follow only when DNS names the new address.",
    fix: "Serve both for a while: a second proxy under another name, then move DNS.",
    source: SOURCES.forwardingRules,
    *check({ before, after }) {
      const [{ existing: old, ip: oldIp }, { existing: now, ip }] = [
        before.model.frontend.address,
        after.model.frontend.address,
      ];
      if (old === undefined && now === undefined && ip !== undefined && ip !== oldIp)
        yield at(["frontend", "address"], {
          what: `the address changes ${oldIp === undefined ? "" : `from ${oldIp} `}to ${ip}: it is replaced with every forwarding rule${oldIp === undefined ? ", unless the proxy has it already" : ""}`,
        });
      if (old !== now)
        yield at(["frontend", "address"], {
          what: `the address changes from ${old === undefined ? "the stack's own" : formatValue(old)} to ${now === undefined ? "a new one" : formatValue(now)}: every forwarding rule is replaced`,
        });
    },
  },
  "tier-changed": {
    impact: "interrupts",
    title: "Another network tier",
    why: "Address and forwarding rules are replaced; clients need the new address.",
    fix: SECOND_PROXY,
    source: SOURCES.forwardingRules,
    *check({ before, after }) {
      const [old, now] = [before.model.frontend.networkTier, after.model.frontend.networkTier];
      if (old !== undefined && now !== undefined && old !== now)
        yield at(["frontend", "networkTier"], {
          what: `from the ${old.toLowerCase()} to the ${now.toLowerCase()} tier: address and forwarding rules are replaced, and clients need the new address`,
        });
    },
  },
  "protected-address": {
    impact: "fails",
    title: "A protected address that would be replaced",
    why: "`protect: true` makes Terraform refuse any plan that destroys the address.",
    fix: "Keep what it depends on, or take `protect` away in an apply of its own before.",
    source: "https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle#prevent_destroy",
    *check(change) {
      const { before, after } = change;
      const own = [before, after].every(({ model }) => model.frontend.address.existing === undefined);
      if (own && after.model.frontend.address.protect && replacesAddress(change))
        yield at(["frontend", "address", "protect"], {
          what: "the address would be replaced, and `protect` makes Terraform refuse that",
        });
    },
  },
  "keep-alive-changed": {
    impact: "replaces",
    title: "Another client keep-alive",
    why: "The target proxies are replaced; the forwarding rules move to the new ones without an interruption.",
    fix: "Nothing is to be done.",
    source: SOURCES.timeouts,
    *check({ before, after }) {
      if (before.model.frontend.clientKeepAlive !== after.model.frontend.clientKeepAlive)
        yield at(["frontend", "clientKeepAlive"], {
          what: "the target proxies are replaced; the forwarding rules move to the new ones without an interruption",
        });
    },
  },
  "global-access-changed": {
    impact: "interrupts",
    title: "Global access, on or off",
    why: "It cannot change in place: the forwarding rules are replaced.",
    fix: "Choose a quiet hour.",
    source: "https://github.com/hashicorp/terraform-provider-google/issues/24312",
    *check({ before, after }) {
      const internal = [before, after].every(({ model }) => model.scheme === "INTERNAL_MANAGED");
      if (internal && before.model.frontend.globalAccess !== after.model.frontend.globalAccess)
        yield at(["frontend", "globalAccess"], {
          what: "global access cannot change in place: every forwarding rule is replaced, and nothing is served for a moment",
        });
    },
  },
  "listener-removed": {
    impact: "interrupts",
    title: "A port that is no longer served",
    why: "Clients of that port are refused.",
    fix: "Keep the listener until nobody uses it.",
    source: SOURCES.forwardingRules,
    *check({ before, after }) {
      const ports = after.model.frontend.listeners.map(({ port }) => port);
      for (const { port, protocol } of before.model.frontend.listeners)
        if (!ports.includes(port))
          yield at(["frontend", "listeners"], {
            what: `${protocol.toUpperCase()} on port ${port} is no longer served`,
          });
    },
  },
  "listener-protocol-changed": {
    impact: "interrupts",
    title: "HTTP to HTTPS on one port, or back",
    why: "A forwarding rule cannot change the type of its proxy: it is replaced, and the port is silent in between.",
    fix: "Serve HTTPS on another port first, and move clients.",
    source: SOURCES.api,
    *check({ before, after }) {
      for (const [old, now] of samePorts(before.model, after.model))
        if (old.protocol !== now.protocol)
          yield at(placeOf(after, now), {
            what: `port ${now.port} changes from ${old.protocol.toUpperCase()} to ${now.protocol.toUpperCase()}: its forwarding rule is replaced, and the port is silent for a moment`,
            fix: `serve ${now.protocol.toUpperCase()} on another port first, and move clients`,
          });
    },
  },
  "clients-refused": {
    impact: "prepare",
    title: "A listener that refuses clients which it lets in today",
    why: "Clients with an older TLS version, or without a certificate of their own, fail at the handshake from the apply on.",
    fix: "See that no client needs it. `mode: allow` lets those without a certificate in meanwhile.",
    source: SOURCES.sslPolicies,
    *check({ before, after }) {
      for (const [old, now] of httpsPorts(before.model, after.model)) {
        const [was, is] = [oldestTls(old), oldestTls(now)];
        const refused = [
          ...(was !== undefined && is !== undefined && was < is
            ? [`below ${is.replace("TLS_", "TLS ").replace("_", ".")}`]
            : []),
          ...(!needsCertificate(old) && needsCertificate(now) ? ["without a certificate"] : []),
        ];
        if (refused.length > 0)
          yield at(placeOf(after, now), {
            what: `port ${now.port} refuses clients ${refused.join(" and ")} from now on`,
          });
      }
    },
  },
  "certificate-swapped": {
    impact: "interrupts",
    title: "Certificates that leave while new managed ones are not ready",
    why: "A managed certificate serves only after Google has seen its DNS record and issued it; until then the domain has none.",
    fix: "Let the old ones stay until it is ACTIVE; where the kinds differ, make it in Certificate Manager before, and name it as `existing`.",
    source: SOURCES.certificates,
    *check({ before, after }) {
      for (const [old, now] of httpsPorts(before.model, after.model)) {
        const left = missing(old, now);
        const [domain] = managedDomains(missing(now, old));
        if (left.length > 0 && domain !== undefined)
          yield at(placeOf(after, now), {
            what: `certificates of port ${now.port} leave while the managed one for ${domain} is not ready: until Google has issued it, clients are refused`,
          });
      }
    },
  },
  "certificate-provisioning": {
    impact: "prepare",
    title: "A new managed certificate",
    why: "Google issues it when the DNS record of its authorization is in place; until then the domain is not served by HTTPS. Where a port stops serving plain HTTP in the same apply, that **interrupts**.",
    fix: "Add the HTTPS listener beside HTTP, apply, add the record that the output `dns_authorization_records` shows, wait until the certificate is ACTIVE, then let HTTP redirect.",
    source: SOURCES.certificates,
    *check({ before, after }) {
      const known = httpsListeners(before.model).flatMap(({ certificates }) => managedDomains(certificates));
      const swapped = [...httpsPorts(before.model, after.model)].flatMap(([old, now]) =>
        missing(old, now).length > 0 ? [now.port] : [],
      );
      const serving = plainPorts(after.model);
      const [left] = plainPorts(before.model).filter((port) => !serving.includes(port));
      for (const now of httpsListeners(after.model))
        for (const domain of swapped.includes(now.port) ? [] : managedDomains(now.certificates))
          if (!known.includes(domain) && (left || !makesAuthorizationRecord(after.model, authorizedDomain(domain))))
            yield { ...at(placeOf(after, now), awaited(domain, left)), ...(left && INTERRUPTS) };
    },
  },
  "listener-becomes-redirect": {
    impact: "interrupts",
    title: "A port that redirects what it served",
    why: "Many clients drop the `Authorization` header on the way to another scheme and port, do not repeat a POST, or do not follow at all.",
    fix: "Move clients to HTTPS first, and let it redirect when only browsers are left on it.",
    source: "https://www.rfc-editor.org/rfc/rfc9110#section-15.4",
    *check({ before, after }) {
      const serving = plainPorts(before.model);
      for (const now of after.model.frontend.listeners)
        if (now.protocol === "http" && now.redirectToHttps && serving.includes(now.port))
          yield at(placeOf(after, now), {
            what: `port ${now.port} redirects to HTTPS what it served itself: many clients drop \`Authorization\` on the way, do not repeat a POST, or do not follow`,
          });
    },
  },
};

const INTERRUPTS = { impact: "interrupts" } as const;

/** @param left A port that stops serving plain HTTP at the same time, so that its clients need the certificate at once. */
const awaited = (domain: string, left?: number) =>
  left === undefined
    ? {
        what: `the managed certificate for ${domain} serves when Google has seen its DNS record`,
        fix: "add the record that the output `dns_authorization_records` shows after the apply",
      }
    : {
        what: `port ${left} stops serving while the managed certificate for ${domain} is not there: clients are refused until its DNS record is in the zone and it is ACTIVE`,
        fix: "add the HTTPS listener beside HTTP and apply, add the record that the output `dns_authorization_records` shows, wait until the certificate is ACTIVE, then redirect",
      };

/** Ports that serve plain HTTP. */
const plainPorts = ({ frontend }: Model): number[] =>
  frontend.listeners.flatMap((one) => (one.protocol === "http" && !one.redirectToHttps ? [one.port] : []));

function replacesAddress({ before, after }: StackChange): boolean {
  const { ip } = after.model.frontend.address;
  if (ip !== undefined && ip !== before.model.frontend.address.ip) return true;
  const inputs = ({ model }: AnalyzedRegion) => {
    const subnet = model.scheme === "INTERNAL_MANAGED" ? model.network.subnet : undefined;
    return JSON.stringify([model.project, model.scheme, model.frontend.networkTier, subnet, model.adopt.address]);
  };
  return inputs(before) !== inputs(after);
}

function samePorts(before: Model, after: Model): [Listener, Listener][] {
  return after.frontend.listeners.flatMap((now): [Listener, Listener][] => {
    const old = before.frontend.listeners.find(({ port }) => port === now.port);
    return old === undefined ? [] : [[old, now]];
  });
}

function* httpsPorts(before: Model, after: Model): Generator<[HttpsListener, HttpsListener]> {
  for (const [old, now] of samePorts(before, after))
    if (old.protocol === "https" && now.protocol === "https") yield [old, now];
}

type Certificates = HttpsListener["certificates"];

/** The certificates of one listener that another one does not have. */
function missing({ certificates }: HttpsListener, other: HttpsListener): Certificates {
  const known = new Set(other.certificates.map((certificate) => JSON.stringify(certificate)));
  return certificates.filter((certificate) => !known.has(JSON.stringify(certificate)));
}

/** Where a listener stands in the file. */
export function placeOf({ config }: AnalyzedRegion, { port, protocol }: Listener): DocumentPath {
  const index = (config.frontend?.listeners ?? []).findIndex((listener) => listener[protocol] === port);
  return index === -1 ? ["frontend"] : ["frontend", "listeners", index];
}

const oldestTls = ({ sslPolicy }: HttpsListener): string | undefined =>
  "existing" in sslPolicy ? undefined : sslPolicy.minTlsVersion;

const needsCertificate = ({ clientCertificates }: HttpsListener): boolean =>
  clientCertificates !== undefined && "mode" in clientCertificates && clientCertificates.mode === "REJECT_INVALID";
