import { z } from "zod";
import { LOCATION_NAME_FORM, linkForm, patternOf, ZONE_NAME_FORM } from "../place";
import { BACKEND_KINDS } from "./backend-kinds";
import { DEFAULTS } from "./defaults";
import { exactlyOne, exclusive, malformed } from "./messages";
import {
  ADDRESS_FORM,
  checkKeys,
  exactlyOneOf,
  hostname,
  ipv4,
  literalOf,
  number,
  passThrough,
  passThroughOf,
  port,
  region,
  report,
  resource,
  withDefaults,
  zone,
} from "./values";

const GROUP = patternOf(LOCATION_NAME_FORM, linkForm("(?:zones|regions)", "(?:instanceGroups|instanceGroupManagers)"));
const NEG = patternOf(ZONE_NAME_FORM, linkForm("zones", "networkEndpointGroups"));

const zonalEndpoint = withDefaults(DEFAULTS.zonalEndpoint, {
  instance: resource("an instance", "llama-1").describe("The instance's name or self link."),
  ip: ipv4().describe("The instance's address."),
  port: port().optional().describe("The port that serves."),
});

const PORT_FORM = "(?:[1-9]\\d{0,3}|[1-5]\\d{4}|6[0-4]\\d{3}|65[0-4]\\d\\d|655[0-2]\\d|6553[0-5])";
const hybridEndpoint = literalOf(
  patternOf(`${ADDRESS_FORM}(?::${PORT_FORM})?`),
  "an address",
  "write IP or IP:PORT, as in 10.10.0.5:8000; ports go from 1 to 65535",
  "10.10.0.5:8000",
);

const cloudRun = z.union([
  passThrough("llama"),
  checkKeys(
    z.strictObject({
      service: passThrough("llama").optional().describe("The service's name."),
      tag: passThrough("canary").optional().describe("The tag of a revision."),
      urlMask: passThrough("<service>.example.com")
        .optional()
        .describe("A template that takes the service from the URL, as in `<service>.example.com`."),
    }),
    ({ service, urlMask }, context) => {
      if (service === undefined && urlMask === undefined)
        report(context, exactlyOne("which service serves", ["service", "urlMask"], []));
    },
  ),
]);

const cloudFunction = z.union([
  passThrough("llama"),
  checkKeys(
    z.strictObject({
      function: passThrough("llama").optional().describe("The function's name."),
      urlMask: passThrough("<function>.example.com")
        .optional()
        .describe("A template that takes the function from the URL."),
    }),
    (value, context) => {
      if (value.function === undefined && value.urlMask === undefined)
        report(context, exactlyOne("which function serves", ["function", "urlMask"], []));
    },
  ),
]);

const PSC_TARGET = patternOf(
  linkForm("regions", "serviceAttachments"),
  "[a-z0-9-]+(?:\\.[a-z0-9-]+)*\\.googleapis\\.com",
);
const pscTarget = passThroughOf(
  PSC_TARGET,
  "a Private Service Connect target",
  "write projects/PROJECT/regions/REGION/serviceAttachments/NAME, or a regional Google API such as us-central1-aiplatform.googleapis.com",
  "us-central1-aiplatform.googleapis.com",
);

const privateServiceConnect = z.union([
  pscTarget,
  withDefaults(DEFAULTS.privateServiceConnect, {
    target: pscTarget.describe("A service attachment, or a regional Google API."),
    producerPort: port().optional().describe("The port of the producer that is connected to."),
  }),
]);

const internet = exactlyOneOf(
  withDefaults(DEFAULTS.internet, {
    fqdn: hostname()
      .optional()
      .describe("The provider's host name; it is also the Host header, the SNI and the name in its certificate."),
    ip: ipv4().optional().describe("The provider's address, where it has no name."),
    port: port().optional().describe("The provider's port."),
  }),
  "which endpoint",
  ["fqdn", "ip"],
);

const LEAST_CAPACITY = 0.1;

const backendWords = exactlyOneOf(
  withDefaults(DEFAULTS.backend, {
    region: region()
      .optional()
      .describe(
        "The region that this backend is in; needed where several regions are served and the backend does not name its own.",
      ),

    instanceGroup: passThroughOf(
      GROUP,
      "an instance group",
      "write ZONE/NAME, REGION/NAME (a regional managed group) or its self link",
      "us-central1-a/llama",
    )
      .optional()
      .describe(
        "A zonal or regional instance group: `us-central1-a/vllm`, `us-central1/vllm`, a self link or a reference.",
      ),
    instances: z
      .array(literalOf(patternOf(ZONE_NAME_FORM), "an instance", "write ZONE/NAME", "us-central1-a/llama-1"))
      .min(1)
      .optional()
      .describe("Instances of one zone, as `ZONE/NAME`; an unmanaged instance group is made of them."),
    neg: passThroughOf(NEG, "a zonal network endpoint group", "write ZONE/NAME or its self link", "us-central1-a/llama")
      .optional()
      .describe("A zonal network endpoint group that is already there."),
    gke: z
      .strictObject({
        neg: resource("a network endpoint group's name", "llama").describe(
          "The NEG's name, as in the service's annotation `cloud.google.com/neg`.",
        ),
        zones: z
          .array(zone())
          .min(1)
          .describe(
            "The zones of the cluster's nodes; the NEG must exist in each: `gcloud compute network-endpoint-groups list --filter name=NEG` lists them.",
          ),
      })
      .optional()
      .describe("The network endpoint groups that GKE makes for a service, one per zone."),
    zonalEndpoints: z
      .strictObject({
        zone: zone().describe("The zone of the instances."),
        endpoints: z.array(zonalEndpoint).min(1).describe("The endpoints, one per instance and port."),
      })
      .optional()
      .describe("A zonal network endpoint group (GCE_VM_IP_PORT) made of these endpoints."),
    hybridEndpoints: z
      .strictObject({
        zone: zone().describe("The zone nearest to the endpoints."),
        endpoints: z.array(hybridEndpoint).min(1).describe("Their addresses, as `IP` or `IP:PORT`."),
      })
      .optional()
      .describe(
        "A hybrid network endpoint group (NON_GCP_PRIVATE_IP_PORT): addresses reached over VPN or Interconnect, as `IP` or `IP:PORT`.",
      ),
    cloudRun: cloudRun.optional().describe("A Cloud Run service of the region: its name, or service, tag or URL mask."),
    cloudFunction: cloudFunction.optional().describe("A Cloud Run function (2nd gen) of the region."),
    privateServiceConnect: privateServiceConnect
      .optional()
      .describe("A published service, or a regional Google API such as Vertex AI."),
    internet: internet.optional().describe("An endpoint on the internet, such as another model provider."),
    backendService: passThroughOf(
      patternOf(linkForm("regions", "backendServices")),
      "a regional backend service",
      "write projects/PROJECT/regions/REGION/backendServices/NAME",
      "projects/models/regions/us-central1/backendServices/llama",
    )
      .optional()
      .describe("A backend service of another project (cross-project referencing); everything about it is set there."),

    tags: z
      .array(passThrough("vllm"))
      .min(1)
      .optional()
      .describe("The network tags of the machines behind it; firewall rules apply to these."),
    serviceAccounts: z
      .array(passThrough("vllm@ml-prod.iam.gserviceaccount.com"))
      .min(1)
      .optional()
      .describe("Their service accounts, instead of tags."),
    maxUtilization: number({ min: 0.1, max: 1, fraction: true })
      .optional()
      .describe("Instance groups: the CPU share at which the group counts as full."),
    maxRate: number({ min: 0.001, max: 1e9, fraction: true, unit: "requests per second" })
      .optional()
      .describe("Requests per second that the whole group can take."),
    maxRatePerInstance: number({ min: 0.001, max: 1e9, fraction: true, unit: "requests per second" })
      .optional()
      .describe("The same for each instance of an instance group."),
    maxRatePerEndpoint: number({ min: 0.001, max: 1e9, fraction: true, unit: "requests per second" })
      .optional()
      .describe("The same for each endpoint of a NEG."),
    capacity: number({ min: 0, max: 1, fraction: true })
      .superRefine((value, context) => {
        if (value > 0 && value < LEAST_CAPACITY)
          report(context, malformed("a capacity", value, "write 0 to drain the backend, or 0.1 to 1"));
      })
      .optional()
      .describe("The share of its capacity that is used: 0 drains it, otherwise 0.1 to 1."),
  }),
  "where it runs",
  BACKEND_KINDS,
);

const RATES = ["maxRate", "maxRatePerInstance", "maxRatePerEndpoint"] as const;

export const backend = checkKeys(backendWords, (value, context) => {
  const rates = RATES.filter((key) => value[key] !== undefined);
  const [, second] = rates;
  if (second) report(context, exactlyOne("its target rate", RATES, rates), [second]);
  if (value.tags && value.serviceAccounts)
    report(context, exclusive("tags", "serviceAccounts", "a firewall rule takes one of the two"), ["serviceAccounts"]);
}).describe("Where a workload runs.");
