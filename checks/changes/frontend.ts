import type { DocumentPath } from "../../config/finding";
import type { HttpsListener, Listener, Model } from "../../config/model/model";
import type { AnalyzedRegion } from "../analysis";
import {
  addressChanged,
  certificateProvisioning,
  certificateSwapped,
  globalAccessChanged,
  keepAliveChanged,
  listenerProtocolChanged,
  listenerRemoved,
  protectedAddress,
  tierChanged,
} from "../messages/changes";
import { at } from "../rule";
import { SOURCES } from "../rules/sources";
import type { ChangeRule, StackChange } from "./change";

export const FRONTEND_CHANGES: readonly ChangeRule[] = [
  {
    id: "address-changed",
    impact: "interrupts",
    severity: "warning",
    title: "Another address",
    why: "The forwarding rules are replaced, and clients follow only when DNS names the new address.",
    fix: "Serve both for a while: a second proxy under another name, then move DNS.",
    source: SOURCES.forwardingRules,
    *check({ before, after }) {
      const [old, now] = [before.model.frontend.address.existing, after.model.frontend.address.existing];
      if (old !== now) yield at(["frontend", "address"], addressChanged(old, now));
    },
  },
  {
    id: "tier-changed",
    impact: "interrupts",
    severity: "warning",
    title: "Another network tier",
    why: "Address and forwarding rules are replaced; clients need the new address.",
    fix: "Make a second proxy under another name, move DNS, then destroy the first.",
    source: SOURCES.forwardingRules,
    *check({ before, after }) {
      const [old, now] = [before.model.frontend.networkTier, after.model.frontend.networkTier];
      if (old !== undefined && now !== undefined && old !== now)
        yield at(["frontend", "networkTier"], tierChanged(old.toLowerCase(), now.toLowerCase()));
    },
  },
  {
    id: "protected-address",
    impact: "fails",
    severity: "warning",
    title: "A protected address that would be replaced",
    why: "`protect: true` makes Terraform refuse any plan that destroys the address.",
    fix: "Keep what the address depends on, or take `protect` away in an apply of its own before.",
    source: "https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle#prevent_destroy",
    *check(change) {
      const { before, after } = change;
      const own = [before, after].every(({ model }) => model.frontend.address.existing === undefined);
      if (own && after.model.frontend.address.protect && replacesAddress(change))
        yield at(["frontend", "address", "protect"], protectedAddress());
    },
  },
  {
    id: "keep-alive-changed",
    impact: "replaces",
    severity: "warning",
    title: "Another client keep-alive",
    why: "The target proxies are replaced; the forwarding rules move to the new ones without an interruption.",
    fix: "Nothing is to be done.",
    source: SOURCES.timeouts,
    *check({ before, after }) {
      if (before.model.frontend.clientKeepAlive !== after.model.frontend.clientKeepAlive)
        yield at(["frontend", "clientKeepAlive"], keepAliveChanged());
    },
  },
  {
    id: "global-access-changed",
    impact: "interrupts",
    severity: "warning",
    title: "Global access, on or off",
    why: "It cannot change in place: the forwarding rules are replaced.",
    fix: "Choose a quiet hour.",
    source: "https://github.com/hashicorp/terraform-provider-google/issues/24312",
    *check({ before, after }) {
      const internal = [before, after].every(({ model }) => model.scheme === "INTERNAL_MANAGED");
      if (internal && before.model.frontend.globalAccess !== after.model.frontend.globalAccess)
        yield at(["frontend", "globalAccess"], globalAccessChanged());
    },
  },
  {
    id: "listener-removed",
    impact: "interrupts",
    severity: "warning",
    title: "A port that is no longer served",
    why: "Clients of that port are refused.",
    fix: "Keep the listener until nobody uses it.",
    source: SOURCES.forwardingRules,
    *check({ before, after }) {
      const ports = after.model.frontend.listeners.map(({ port }) => port);
      for (const { port, protocol } of before.model.frontend.listeners)
        if (!ports.includes(port)) yield at(["frontend", "listeners"], listenerRemoved(protocol.toUpperCase(), port));
    },
  },
  {
    id: "listener-protocol-changed",
    impact: "interrupts",
    severity: "warning",
    title: "HTTP to HTTPS on one port, or back",
    why: "A forwarding rule cannot change the type of its proxy: it is replaced, and the port is silent in between.",
    fix: "Serve HTTPS on another port first, and move clients.",
    source: SOURCES.api,
    *check({ before, after }) {
      for (const [old, now] of samePorts(before.model, after.model))
        if (old.protocol !== now.protocol)
          yield at(placeOf(after, now), listenerProtocolChanged(now.port, old.protocol, now.protocol));
    },
  },
  {
    id: "certificate-swapped",
    impact: "interrupts",
    severity: "warning",
    title: "Certificates that leave while new managed ones are not ready",
    why: "A managed certificate serves only after Google has seen its DNS record and issued it; until then the domain has none.",
    fix: "Let the old certificate stay until the new one is ACTIVE; where the kinds differ, make the managed one in Certificate Manager before, and name it.",
    source: SOURCES.certificates,
    *check({ before, after }) {
      for (const [old, now] of httpsPorts(before.model, after.model)) {
        const left = missing(old, now);
        const [domain] = managed(missing(now, old));
        if (left.length > 0 && domain !== undefined)
          yield at(placeOf(after, now), certificateSwapped(now.port, domain));
      }
    },
  },
  {
    id: "certificate-provisioning",
    impact: "prepare",
    severity: "warning",
    title: "A new managed certificate",
    why: "Google issues it when the DNS record of its authorization is in place; until then the domain is not served by HTTPS.",
    fix: "Add the record that the output `dns_authorization_records` shows.",
    source: SOURCES.certificates,
    *check({ before, after }) {
      for (const [old, now] of httpsPorts(before.model, after.model))
        for (const domain of missing(old, now).length > 0 ? [] : managed(missing(now, old)))
          yield at(placeOf(after, now), certificateProvisioning(domain));
    },
  },
];

function replacesAddress({ before, after }: StackChange): boolean {
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

const managed = (certificates: Certificates): string[] =>
  certificates.flatMap((certificate) => (certificate.kind === "managed" ? certificate.domain : []));

function placeOf({ config }: AnalyzedRegion, { port, protocol }: Listener): DocumentPath {
  const index = (config.frontend?.listeners ?? []).findIndex((listener) => listener[protocol] === port);
  return index === -1 ? ["frontend"] : ["frontend", "listeners", index];
}
