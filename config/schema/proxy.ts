import { z } from "zod";
import { INJECTED_STATUS, MOST_LABELS } from "../../platform/facts";
import { defaultAction } from "./action";
import { DEFAULTS } from "./defaults";
import { dns } from "./dns";
import { extension } from "./extensions";
import { frontend } from "./frontend";
import { tooMany } from "./messages";
import { network } from "./network";
import { observability } from "./observability";
import { routeGroup } from "./route";
import { identity, security, securityPolicy } from "./security";
import {
  exactlyOneOf,
  headerName,
  ipv4,
  literalOf,
  matches,
  name,
  number,
  passThrough,
  perRegion,
  region,
  report,
  withDefaults,
  workloadName,
} from "./values";
import { workload } from "./workload";

const state = exactlyOneOf(
  z.strictObject({
    local: z.literal(true).optional().describe("A file beside the output folder: `terraform.STACK.tfstate`."),
    gcs: z
      .strictObject({
        bucket: passThrough("tf-state").describe("The bucket's name."),
        prefix: passThrough("ai").optional().describe("The path in the bucket; the stack's name is added."),
      })
      .optional()
      .describe("A Cloud Storage bucket."),
    s3: z
      .strictObject({
        bucket: passThrough("tf-state").describe("The bucket's name."),
        region: passThrough("eu-central-1").describe("The bucket's AWS region."),
        prefix: passThrough("ai").optional().describe("The key's beginning; the stack's name is added."),
      })
      .optional()
      .describe("An S3 bucket, with a lock file in it: Terraform or OpenTofu 1.10."),
    cloud: withDefaults(DEFAULTS.cloudState, {
      organization: passThrough("acme").describe("The organization."),
      hostname: passThrough("terraform.example.com").optional().describe("The host of a Terraform Enterprise."),
      project: passThrough("models").optional().describe("The project of the workspaces."),
      workspacePrefix: passThrough("gcp-").optional().describe("The workspace's name is this, then the stack's name."),
    })
      .optional()
      .describe("Terraform Cloud, HCP Terraform or Terraform Enterprise: one workspace per stack."),
  }),
  "where the state is kept",
  ["local", "gcs", "s3", "cloud"],
);

const existingName = () => name("a resource name", "ai-ip");
const listenerId = () => literalOf(/^https?-\d{1,5}$/, "a listener", "write it as http-80 or https-443", "https-443");
const adopt = z
  .strictObject({
    address: existingName().optional().describe("The address."),
    proxyOnlySubnet: existingName().optional().describe("The proxy-only subnet."),
    urlMap: existingName().optional().describe("The URL map."),
    redirectUrlMap: existingName().optional().describe("The URL map that sends HTTP to HTTPS."),
    targetProxies: z.record(listenerId(), existingName()).optional().describe("By listener: `http-80`, `https-443`."),
    forwardingRules: z.record(listenerId(), existingName()).optional().describe("By listener."),
    backendServices: z.record(workloadName(), existingName()).optional().describe("By workload."),
    healthChecks: z.record(workloadName(), existingName()).optional().describe("By workload."),
  })
  .describe(
    "Existing resources that this stack takes over: they keep their names, and `import` blocks bring them into the state.",
  );

export const VERSION_CONSTRAINT =
  /^\s*(?:>=|<=|>|<|=|!=|~>)?\s*\d+(?:\.\d+){0,2}(?:\s*,\s*(?:>=|<=|>|<|=|!=|~>)?\s*\d+(?:\.\d+){0,2})*\s*$/;

const test = z
  .strictObject({
    request: literalOf(
      /^[A-Za-z]+ https?:\/\/\S+$/,
      "a request",
      "write METHOD URL, as in POST https://ai.example.com/v1/chat/completions",
      "POST https://ai.example.com/v1/chat/completions",
    ).describe("The method and the URL."),
    headers: z.record(headerName(), z.string()).optional().describe("Its headers."),
    clientIp: ipv4()
      .optional()
      .describe("The address that it comes from. Without a word for who calls, it comes from somebody who may."),
    ...identity,
    expect: z
      .union([
        workloadName(),
        z.strictObject({
          workload: workloadName().optional().describe("The only, or one of the possible, workloads."),
          status: number(INJECTED_STATUS)
            .optional()
            .describe("The status, when the proxy answers itself: 403 where its caller is denied."),
          redirect: z.string().optional().describe("The location of a redirect."),
          path: z.string().optional().describe("The path that the workload sees."),
          host: z.string().optional().describe("The host that the workload sees."),
        }),
      ])
      .describe("The workload that serves it, or more of what must hold."),
  })
  .describe("A request and what must become of it; checked at every synth.");

const checks = z
  .strictObject({
    suppress: z
      .array(
        withDefaults(DEFAULTS.suppression, {
          id: literalOf(
            /^[a-z][a-z0-9-]*$/,
            "the id of a finding",
            "write it as in [plain-http]",
            "plain-http",
          ).describe("The finding's id, as it stands in brackets. Errors cannot be suppressed."),
          reason: literalOf(/\S/, "a reason", "say why it does not matter here", "TLS ends at another proxy").describe(
            "Why it does not matter here.",
          ),
          at: literalOf(/\S/, "a place", "write it as findings show it", "workloads.llama")
            .optional()
            .describe("Where: this place of the file, and everything below it."),
        }),
      )
      .optional()
      .describe("Warnings that are meant; one that no longer appears is itself a warning."),
  })
  .describe("What the checks leave out.");

/** What a file may keep for itself at its top level, for YAML anchors; it is no part of the configuration. */
export const OWN_KEY = /^x-/;

export const proxy = exactlyOneOf(
  withDefaults(DEFAULTS.proxy, {
    name: literalOf(
      /^[a-z](?:[-a-z0-9]{0,28}[a-z0-9])?$/,
      "a name for the proxy",
      "use lower-case letters, digits and hyphens, a letter first, at most 30 characters",
      "ai",
    ).describe("The proxy's name; every resource and stack begins with it."),
    project: passThrough("ml-prod").optional().describe("The Google Cloud project."),
    region: region().optional().describe("The region; or `regions`."),
    regions: z.array(region()).min(1).optional().describe("Several regions: one proxy, stack and address in each."),
    exposure: z.enum(["external", "internal"]).optional().describe("Reached from the internet, or from the VPC only."),
    labels: z
      .record(
        literalOf(
          /^[a-z][-_a-z0-9]{0,62}$/,
          "a label key",
          "use lower-case letters, digits, hyphens and underscores",
          "team",
        ),
        passThrough(
          "ml",
          matches(
            /^[\p{Ll}\p{Lo}\p{N}_-]{1,63}$/u,
            "a label value",
            "use lower-case letters, digits, hyphens and underscores, at most 63 characters",
          ),
        ),
      )
      .superRefine((value, context) => {
        const keys = Object.keys(value);
        if (keys.length > MOST_LABELS) report(context, tooMany(keys, MOST_LABELS));
      })
      .optional()
      .describe("Labels on every resource that takes them."),
    network,
    frontend: frontend.optional(),
    dns: dns.optional(),
    security: security.optional(),
    securityPolicy: securityPolicy().optional(),
    extensions: z.array(extension).min(1).optional().describe("What the proxy asks on the way of a request."),
    observability: observability.optional(),
    workloads: z.record(workloadName(), workload).describe("What runs behind the proxy, by name."),
    routes: z.array(routeGroup).optional().describe("How requests reach the workloads."),
    default: defaultAction.optional().describe("What happens with requests that no host's routes name."),
    modelHeader: headerName().optional().describe("The request header that `model` in a rule looks at."),
    workloadHeader: headerName()
      .optional()
      .describe(
        "A response header that names the workload that answers, as in `x-served-by`; each part of a split by its own name, mirrors never. It replaces what the workload sends under that name. Every client reads it.",
      ),
    tests: z.array(test).optional().describe("Requests and what must become of them; checked at every synth."),
    urlMapTests: z
      .boolean()
      .optional()
      .describe("Whether URL map tests are generated, which Google runs at every apply. External only."),
    checks: checks.optional(),
    state: state
      .optional()
      .describe(
        "Where Terraform keeps its state; a state per stack. A state remembers its project, and the plan of another one is refused: give each project an output folder in a folder of its own (`CDKTF_OUTDIR=ml-dev/cdktf.out`, for the CDKTF CLI `--output ml-dev/cdktf.out`), a `prefix`, or a `name`.",
      ),
    provider: z
      .strictObject({
        version: literalOf(
          VERSION_CONSTRAINT,
          "a version constraint",
          "write it as Terraform does: >= 7.8.0, < 8.0.0",
          ">= 7.8.0, < 8.0.0",
        ).describe("A version constraint, as Terraform writes it."),
      })
      .optional()
      .describe(
        "Overrides the derived constraint on the google provider. A range that ends below 7.8.0 is for providers that do not know `security_policy` of a regional backend service.",
      ),
    overrides: z
      .record(
        literalOf(
          /^google_[a-z0-9_]+\.[A-Za-z_][A-Za-z0-9_-]*$/,
          "the address of a resource of Google",
          "write google_TYPE.NAME, as `cdk.tf.json` and `terraform state list` have it",
          "google_compute_region_backend_service.vllm-v1",
        ),
        z.record(
          literalOf(
            /^[a-z][a-z0-9_]*$/,
            "a field of Terraform's",
            "write it as the provider does, with underscores",
            "ip_address_selection_policy",
          ),
          z.unknown().meta({ title: "what Terraform takes there" }),
        ),
      )
      .optional()
      .describe(
        "Single fields of resources, in Terraform's words, where no word does it: merged into what is made, in each stack that has the address. Maps are merged, a map over a list of blocks into each of them, `null` takes a field out, and anything else takes the place of what was there. Values are literals and `${var.NAME}`. Terraform judges the fields; nothing else here knows them, so that a URL map that is overridden gets no `test` blocks.",
      ),
    adopt: perRegion(adopt).optional().describe("Existing resources that this stack takes over."),
  }),
  "where the proxy runs",
  ["region", "regions"],
)
  .meta({ patternProperties: { [OWN_KEY.source]: {} } })
  .describe("A regional HTTP load balancer for AI workloads on Google Cloud.");
