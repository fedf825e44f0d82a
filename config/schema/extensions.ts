import { z } from "zod";
import { EXTENSION_SECONDS } from "../../platform/facts";
import { isDuration, seconds } from "../duration";
import { DEFAULTS } from "./defaults";
import { exclusive, malformed, requires } from "./messages";
import { host } from "./route";
import {
  checkKeys,
  duration,
  exactlyOneOf,
  headerName,
  literalOf,
  passThroughOf,
  report,
  withDefaults,
  workloadName,
} from "./values";

/** The words that only one kind of extension knows. */
const ONLY = {
  modelArmor: "authorization",
  protocol: "authorization",
  body: "route",
  when: "route or traffic",
} as const;

/** What is asked cannot just be left out. */
const INSTEAD: Readonly<Record<string, { readonly fix: string }>> = {
  modelArmor: { fix: "write `kind: authorization`, or ask a workload (`to`) instead" },
};

const { authorization, other } = EXTENSION_SECONDS;

export const extension = checkKeys(
  exactlyOneOf(
    withDefaults(DEFAULTS.extension, {
      kind: z
        .enum(["authorization", "route", "traffic"])
        .describe(
          "When it is asked: `route` before the URL map chooses, `authorization` after it, `traffic` last and for answers too.",
        ),
      to: workloadName()
        .optional()
        .describe("The workload that is asked, by gRPC: it speaks `http2` or `h2c`, and needs no route."),
      modelArmor: passThroughOf(
        /^(?:projects\/[^/]+\/locations\/[^/]+\/templates\/)?[\w-]{1,63}$/,
        "a Model Armor template",
        "write its name, or projects/PROJECT/locations/REGION/templates/NAME",
        "prompts",
      )
        .optional()
        .describe(
          "A Model Armor template that judges prompts and answers, by its name in this region or its whole path.",
        ),
      protocol: z
        .enum(["extAuthz", "extProc"])
        .optional()
        .describe(
          "Envoy's protocol that an authorization workload speaks: external authorization or external processing.",
        ),
      timeout: duration(authorization.min, authorization.max)
        .optional()
        .describe("How long one message may take; at most a second for `route` and `traffic`."),
      failOpen: z
        .boolean()
        .optional()
        .describe("Whether requests go on where it fails or is too slow; otherwise they are answered with an error."),
      headers: z.array(headerName()).min(1).optional().describe("The request headers that it is shown."),
      hosts: z.array(host()).min(1).optional().describe("The hosts whose requests it is asked about."),
      body: z.literal(true).optional().describe("A route extension reads the body too, as a stream."),
      when: literalOf(/\S/, "an expression", "write it in CEL", "request.path.startsWith('/v1/')")
        .optional()
        .describe("The requests that it is asked about, in Google's expression language."),
    }),
    "what is asked",
    ["to", "modelArmor"],
  ),
  (value, context) => {
    for (const [key, kind] of Object.entries(ONLY))
      if (value[key as keyof typeof value] !== undefined && !kind.split(" or ").includes(value.kind))
        report(context, { ...requires(key, `kind: ${kind}`, "the others do not know it"), ...INSTEAD[key] }, [key]);
    if (value.modelArmor !== undefined && value.protocol !== undefined)
      report(context, exclusive("protocol", "modelArmor", "Model Armor has its own"), ["protocol"]);
    if (value.when !== undefined && value.hosts !== undefined)
      report(context, exclusive("hosts", "when", "name the host in the expression"), ["hosts"]);
    const { kind, timeout } = value;
    if (kind !== "authorization" && isDuration(timeout) && seconds(timeout) > other.max)
      report(context, malformed("at most a second", timeout, "write 1s or less"), ["timeout"]);
  },
).describe("A service that the proxy asks on the way of a request: Service Extensions.");
