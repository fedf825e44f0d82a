import { RULES } from "./rules/refusal";
import { SOURCE } from "./rules/sources";
import { SAID_BEFORE } from "./said-before";

/** Something that the simulator does as Google does, without refusing anything. */
interface Behaviour {
  /** A sentence without its full stop. */
  readonly behaviour: string;
  /** Where it is written. */
  readonly source: string;
}

const IMITATED: readonly Behaviour[] = [
  {
    behaviour:
      "A change of a Compute resource is an operation that is polled or waited for, and takes effect when it ends",
    source: SOURCE.rest("regionOperations"),
  },
  {
    behaviour: "So is one of Certificate Manager, Network Security and Network Services, in their own form",
    source: "https://cloud.google.com/certificate-manager/docs/manage-operations",
  },
  {
    behaviour: "A change of Cloud DNS adds and deletes record sets at once, and is pending until it is done",
    source: "https://cloud.google.com/dns/docs/reference/rest/v1/changes",
  },
  {
    behaviour: "Every change gives a new fingerprint; an update must bring the current one, or is answered with 412",
    source: SOURCE.rest("backendServices"),
  },
  {
    behaviour: "A PATCH merges objects, replaces lists, and removes what is `null`",
    source: SOURCE.rest("regionBackendServices/patch"),
  },
  {
    behaviour:
      "A `securityPolicy` sent with a backend service is ignored; `setSecurityPolicy` sets it, which google-beta asks for as `security_policy`",
    source: "https://github.com/GoogleCloudPlatform/magic-modules/pull/19015",
  },
  {
    behaviour: "An update mask says which fields a PATCH replaces as a whole, or clears where the body lacks them",
    source: "https://google.aip.dev/134",
  },
  {
    behaviour: "Who gets through IAP is an IAM policy of the forwarding rule, read and written as a whole",
    source: "https://cloud.google.com/iap/docs/reference/rest/v1/v1/setIamPolicy",
  },
  {
    behaviour: "Links come back as whole URLs, however they were sent",
    source: SOURCE.rest("regionBackendServices"),
  },
  {
    behaviour:
      "The IP address of a forwarding rule comes back as a number, even if it was sent as a link to an address",
    source: SOURCE.rest("forwardingRules"),
  },
  {
    behaviour: "What a health check leaves out is filled in: every 5 seconds, for 5 seconds, with thresholds of 2",
    source: SOURCE.rest("regionHealthChecks"),
  },
  {
    behaviour: "So is what a backend service leaves out: a timeout of 30 seconds, the named port `http`, no affinity",
    source: SOURCE.rest("regionBackendServices"),
  },
  {
    behaviour: "An address is IN_USE and names its users as soon as a forwarding rule has it",
    source: SOURCE.rest("addresses"),
  },
  {
    behaviour: "Named ports belong to an instance group, and are set all at once",
    source: SOURCE.rest("instanceGroups/setNamedPorts"),
  },
  {
    behaviour: "Endpoints are attached to a network endpoint group and detached from it, and listed by themselves",
    source: SOURCE.rest("networkEndpointGroups/listNetworkEndpoints"),
  },
  {
    behaviour: "A managed instance group makes an instance group of its own",
    source: SOURCE.rest("regionInstanceGroupManagers"),
  },
  {
    behaviour: "A security policy without rules gets one that allows everything, with the lowest priority",
    source: SOURCE.rest("regionSecurityPolicies"),
  },
  {
    behaviour: "A DNS authorization says which record proves the domain",
    source: "https://cloud.google.com/certificate-manager/docs/dns-authorizations",
  },
];

/** What the simulator does differently from Google, or not at all. */
const NOT_MODELLED: readonly string[] = [
  "IAM: every caller may do everything, and no API has to be enabled first.",
  "Quotas of a project, unless they are given: then those that count the resources of a load balancer, but neither the rate of requests, nor addresses in use, nor the size of all URL maps together.",
  "Google's own words where no public source quotes them: the status and the reason hold, the sentence then only means the same.",
  "Errors that Google reports at the end of an operation: they are answered to the request.",
  "Time that passes by itself: a managed certificate is active at once, a managed instance group has no instances and is stable.",
  "Cloud Run services, functions and Google APIs behind a NEG: their names are not looked up, as Google does not either.",
  "Whether an address of an endpoint belongs to its instance, or lies in its subnetwork.",
  "Global load balancers, passthrough load balancers, Cloud CDN, Cloud Armor's evaluation of requests.",
  "Whether Google refuses to delete a forwarding rule that an authorization policy or an extension names: here it does.",
  "Any other API than Compute, Certificate Manager, Network Security, Network Services and Cloud DNS: it keeps documents, without rules.",
];

/** Every rule with its source as a table in Markdown, another one of what is imitated besides, and what is not modelled. */
export function renderFidelity(): string {
  const rows = RULES.flatMap(({ collection, rules }) =>
    rules.map(({ id, refuses, source, verbatim }) => {
      const where = collection === "*" ? "every collection" : collection;
      const saidBefore = (SAID_BEFORE[id] ?? []).map((finding) => `[\`${finding}\`](rules.md#${finding})`).join(", ");
      return `| \`${id}\` | ${where} | ${refuses} | ${saidBefore} | ${verbatim ? "Google's" : "ours"} | <${source}> |`;
    }),
  );
  return [
    "| rule | collection | refuses | said before by `check` as | words | source |",
    "|---|---|---|---|---|---|",
    ...rows,
    "",
    "What it does as Google does, without refusing anything:",
    "",
    "| behaviour | source |",
    "|---|---|",
    ...IMITATED.map(({ behaviour, source }) => `| ${behaviour} | <${source}> |`),
    "",
    "On request a fault hits whatever is asked of it: an answer of 503 or 429, an answer that is lost after the change was made, an operation that fails or is slow.",
    "",
    "Not modelled:",
    "",
    ...NOT_MODELLED.map((line) => `- ${line}`),
    "",
  ].join("\n");
}
