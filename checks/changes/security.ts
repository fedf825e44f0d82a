import { formatValue } from "../../config/finding";
import { formatList } from "../../config/format";
import { servingListeners } from "../../config/model/listeners";
import type { Listener, Model } from "../../config/model/model";
import { makesSecurityPolicy, onlyRanges, type Security } from "../../config/model/security";
import { authorizationPolicies, type NamedPolicy } from "../../routing/access/authorization";
import { isMirrored } from "../../routing/access/mirrored";
import { securityPolicyRules } from "../../routing/access/security-policy";
import type { AnalyzedRegion } from "../analysis";
import { at } from "../rule";
import type { ChangeInfo, ChangeRules, ChangeViolation, FirstDeployRules, StackChange } from "./change";
import { replacesSubnet } from "./network";

const AUTHORIZATION = "https://cloud.google.com/load-balancing/docs/auth-policy/auth-policy-overview";
const CLOUD_ARMOR = "https://cloud.google.com/armor/docs/security-policy-overview";

/** Where the words would be that are gone. */
const NOWHERE = ["name"];

const WINDOW: ChangeInfo = {
  impact: "exposes",
  title: "Authorization policies that come after what they protect",
  why: "An authorization policy names its forwarding rule, so that it comes after it: on a new one nobody asks for some seconds, and it serves. Ranges stand in the security policy too, which is there before.",
  fix: "Open it where nobody calls yet; or let ranges (`allow`, `deny`) decide as well, which leave no window.",
  source: AUTHORIZATION,
};

export const SECURITY_CHANGES: ChangeRules = {
  "protection-window": {
    ...WINDOW,
    *check({ before, after }) {
      const fresh = servingListeners(after.model).filter(
        (one) => replacesSubnet({ before, after }) || identityOf(before, one.port) !== identityOf(after, one.port),
      );
      if (fresh.length > 0) yield* windows(after.model, fresh);
    },
  },
  "narrowing-moved": {
    impact: "exposes",
    title: "Other hosts or paths of a part that fewer callers may reach",
    why: "They make another authorization policy, and nobody says whether the old one goes before the new one comes.",
    fix: "Add a rule for the new paths first, apply, then remove the old one.",
    source: AUTHORIZATION,
    check: movedNarrowings,
  },
  "iap-moved": {
    impact: "prepare",
    title: "IAP that is asked at the listeners from now on",
    why: "Google refuses IAP at a listener while a backend service behind it has it too, so that it is switched off there first. The files cannot show whether others had switched it on.",
    fix: "Nothing is to be done where it is not on; otherwise choose a quiet hour.",
    source: "https://cloud.google.com/iap/docs/enabling-on-load-balancer",
    *check({ before, after }) {
      if (after.model.security.iap !== undefined && before.model.security.iap === undefined)
        yield at(["security", "iap"], {
          what: "IAP that others have switched on at backend services goes off before the listeners ask: for a moment nobody does",
        });
    },
  },
  "protection-removed": {
    impact: "exposes",
    title: "Protection that goes with its words",
    why: "An authorization policy is deleted with the word that makes it, and `security: off` takes a security policy off as well, whoever put it there.",
    fix: "Keep the words, if it shall stay.",
    source: AUTHORIZATION,
    *check({ before, after }) {
      const [old, now] = [before.model.security, after.model.security];
      if (now.off && !old.off)
        yield at(["security"], {
          what: "`off` takes security policies and IAP off every backend service, whoever put them there, and deletes the authorization policies",
          fix: "leave `security` out, if a security policy shall stay on",
        });
      const gone = goneWords(before.model, after.model);
      if (gone.length > 0 && !now.off)
        yield at(gone.some((word) => word.startsWith("security.")) && after.config.security ? ["security"] : NOWHERE, {
          what: `${formatList(gone)}: what this asks of callers is asked no more`,
        });
    },
  },
  "protection-left-on": {
    impact: "prepare",
    title: "A security policy whose word is gone",
    why: "It stays on, as it was: nobody opens a proxy by leaving a word out. Terraform lets go of a policy of its own, and no longer changes it.",
    fix: "Write `security: off` to take it off, or put the word back.",
    source: CLOUD_ARMOR,
    *check({ before, after }) {
      if (after.model.security.off) return;
      const left = after.model.workloads.filter(
        (one) =>
          policyOf(after.model, one.id) === undefined &&
          one.backends.length > 0 &&
          policyOf(before.model, one.id) !== undefined,
      );
      if (left.length > 0)
        yield at(NOWHERE, {
          what: `the security policy of ${formatList(left.map(({ id }) => id))} stays on as it is, though nothing names it any more`,
        });
    },
  },
  "policy-abandoned": {
    impact: "prepare",
    title: "A security policy that Terraform lets go of",
    why: "What protects is never deleted by an apply, so that it stays where it may still be attached. The word that is put back makes another one.",
    fix: "Delete it by hand when it is on nothing any more (`gcloud compute security-policies list` shows it).",
    source:
      "https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/compute_region_security_policy",
    *check({ before, after }) {
      if (makesSecurityPolicy(before.model.security) && !makesSecurityPolicy(after.model.security))
        yield at(after.config.security === undefined ? NOWHERE : ["security"], {
          what: `Terraform lets go of the policy ${before.model.stack}-…: it stays, and no state knows it`,
        });
    },
  },
};

export const FIRST_PROTECTION: FirstDeployRules = {
  "protection-window": {
    ...WINDOW,
    *check({ model }) {
      yield* windows(model, servingListeners(model));
    },
  },
};

function* windows(model: Model, listeners: readonly Listener[]): Generator<ChangeViolation> {
  const late = authorizationPolicies(model, () => "").filter((one) => !isCovered(one, model));
  const [first] = late;
  if (first !== undefined)
    yield at(first.source.slice(0, 2), {
      what: `port ${formatList(listeners.map(({ port }) => String(port)))} serves for some seconds before ${formatList(late.map(({ id }) => formatValue(id)))} can ask who calls`,
      fix: "point clients there afterwards; or let `allow` and `deny` with ranges decide as well, which are there before",
    });
}

function* movedNarrowings({ before, after }: StackChange): Generator<ChangeViolation> {
  const [olds, news] = [before.model, after.model].map((model) => {
    const policies = authorizationPolicies(model, () => "").filter(({ id }) => id.startsWith("narrowed "));
    return new Map(policies.map((one) => [one.id, one]));
  });
  const moved = [...(news ?? [])].filter(([id]) => !olds?.has(id));
  const [first] = moved;
  if (first !== undefined && [...(olds ?? [])].some(([id]) => !news?.has(id)))
    yield at(first[1].source, {
      what: "other hosts or paths make another policy: for a moment neither the old nor the new one may be there",
      fix: "add a rule for the new paths first, apply, then remove the old one",
    });
}

/** Whether every backend service has a security policy of ours that denies the same. */
const isCovered = ({ policy }: NamedPolicy, { security, workloads }: Model): boolean =>
  makesSecurityPolicy(security) &&
  workloads.every((one) => one.securityPolicy === undefined) &&
  isMirrored(policy, securityPolicyRules(security));

/** What makes the forwarding rule of a port another one; undefined where the port is not served. */
export function identityOf({ model }: AnalyzedRegion, port: number): string | undefined {
  const { frontend, network, adopt, scheme, project } = model;
  const listener = servingListeners(model).find((one) => one.port === port);
  const internal = scheme === "INTERNAL_MANAGED";
  return (
    listener &&
    JSON.stringify([
      [project, scheme, network.vpc, network.hostProject, network.proxyOnlySubnet.existing, listener.protocol],
      internal ? [network.subnet, frontend.globalAccess] : [frontend.networkTier],
      [frontend.address.existing, frontend.address.ip, adopt.address, adopt.forwardingRules[listener.id]],
    ])
  );
}

function goneWords(before: Model, after: Model): string[] {
  const words = ({ security, extensions, frontend }: Model): string[] => [
    ...(["allow", "deny"] as const).flatMap((key) => (security[key].length > 0 ? [`security.${key}`] : [])),
    ...(security.iap ? ["security.iap"] : []),
    ...(security.narrowed.length > 0 ? ["security of routes"] : []),
    ...extensions.flatMap(({ id, kind }) => (kind === "authorization" ? [`the extension ${id}`] : [])),
    ...frontend.listeners.flatMap((one) =>
      one.protocol === "https" && one.clientCertificates ? [`clientCertificates of port ${one.port}`] : [],
    ),
  ];
  const now = words(after);
  return words(before).filter((word) => !now.includes(word) && !staysBy(word, before.security, after.security));
}

/** Ranges that only the security policy had stay on with it. */
const staysBy = (word: string, old: Security, now: Security): boolean =>
  makesSecurityPolicy(old) &&
  !makesSecurityPolicy(now) &&
  (["allow", "deny"] as const).some((key) => word === `security.${key}` && onlyRanges(old[key]));

/** Whether the file says all of what protects a workload's backend service, so that nothing of others is lost with it. */
export const saysAllOf = (model: Model, id: string): boolean =>
  model.security.off || (model.security.iap !== undefined && policyOf(model, id) !== undefined);

/** What names or makes the security policy of a workload. */
function policyOf({ security, workloads }: Model, id: string): string | undefined {
  const own = workloads.find((one) => one.id === id)?.securityPolicy;
  return own ?? (makesSecurityPolicy(security) ? "" : security.policy);
}
