import { z } from "zod";
import { CLIENT_KEEP_ALIVE, LARGEST_INT32 } from "../../platform/facts";
import { linkForm, patternOf } from "../place";
import { DEFAULTS } from "./defaults";
import { exclusive, requires } from "./messages";
import { subnet } from "./network";
import { clientCertificates } from "./security";
import {
  checkKeys,
  domain,
  duration,
  exactlyOneOf,
  ipv4,
  number,
  passThrough,
  passThroughOf,
  perRegion,
  port,
  report,
  resource,
  withDefaults,
} from "./values";

const address = checkKeys(
  withDefaults(DEFAULTS.address, {
    existing: resource("an address resource", "ai-ip")
      .optional()
      .describe("The name or self link of a regional address that is already there."),
    ip: perRegion(ipv4())
      .optional()
      .describe("The IP address of a new internal address, free and within `network.subnet`. Internal only."),
    protect: z.boolean().optional().describe("Terraform refuses to destroy a new address (`prevent_destroy`)."),
  }),
  ({ existing, ip, protect }, context) => {
    if (existing !== undefined && ip !== undefined)
      report(context, exclusive("existing", "ip", "an existing address has its IP address already"), ["ip"]);
    if (existing !== undefined && protect === true)
      report(context, exclusive("existing", "protect", "an existing address is never destroyed here"), ["protect"]);
  },
);

const certificate = checkKeys(
  exactlyOneOf(
    z.strictObject({
      managed: z
        .array(domain())
        .min(1)
        .optional()
        .describe(
          "Google-managed certificates of Certificate Manager, one per domain, with DNS authorization. `*.example.com` is for every name one label below; its DNS record is that of `example.com`.",
        ),
      existing: resource("a certificate", "certificates/ai")
        .optional()
        .describe(
          "A regional Compute certificate by name or self link, or a regional Certificate Manager certificate as `certificates/NAME` or its full path.",
        ),
      pem: passThrough("tls.pem")
        .optional()
        .describe("A PEM file beside the configuration (or the PEM text itself): certificate first, then its chain."),
      privateKey: passThrough("${var.tls_key}")
        .optional()
        .describe("The key of `pem`, as a sensitive Terraform variable: `${var.tls_key}`. Never the key itself."),
    }),
    "which certificate",
    ["managed", "existing", "pem"],
  ),
  (value, context) => {
    if (value.pem !== undefined && value.privateKey === undefined)
      report(
        context,
        requires("pem", "privateKey", "a certificate without its key serves nothing", "privateKey: ${var.tls_key}"),
      );
    if (value.privateKey !== undefined && value.pem === undefined)
      report(context, requires("privateKey", "pem", "it is the key of that certificate"), ["privateKey"]);
  },
).describe("A certificate, or the managed certificates of some domains.");

const tlsWords = withDefaults(DEFAULTS.tls, {
  minVersion: z.enum(["1.0", "1.1", "1.2", "1.3"]).optional().describe("The oldest TLS version that clients may use."),
  profile: z
    .enum(["compatible", "modern", "restricted", "fips"])
    .optional()
    .describe("The cipher profile; `fips` is Google's FIPS_202205."),
  postQuantum: z
    .enum(["enabled", "deferred"])
    .optional()
    .describe(
      "Whether clients that know the post-quantum key exchange X25519MLKEM768 get it: `enabled`, or `deferred` until October 2027.",
    ),
  existing: resource("an SSL policy", "tls-1-2")
    .optional()
    .describe("A regional SSL policy that is already there, by name or self link, instead of a new one."),
  clientCertificates: clientCertificates.optional(),
});

const tls = checkKeys(tlsWords, (value, context) => {
  for (const key of ["minVersion", "profile", "postQuantum"] as const)
    if (value.existing !== undefined && value[key] !== undefined)
      report(context, exclusive("existing", key, "the existing policy says it"), [key]);
}).describe("The SSL policy of the listener, and whether clients show certificates.");

const listener = checkKeys(
  exactlyOneOf(
    z.strictObject({
      http: port().optional().describe("Serves HTTP on this port."),
      https: port().optional().describe("Serves HTTPS on this port."),
      redirect: z.literal("https").optional().describe("Answers every request with a 308 to HTTPS on port 443."),
      certificates: z.array(certificate).min(1).optional().describe("The certificates of an HTTPS listener."),
      tls: tls.optional(),
    }),
    "which protocol and port is served",
    ["http", "https"],
  ),
  (value, context) => {
    if ((value.http === undefined) === (value.https === undefined)) return;
    if (value.https !== undefined && value.certificates === undefined)
      report(
        context,
        requires(
          "https",
          "certificates",
          "TLS cannot be served without one",
          "certificates: [{ managed: [ai.example.com] }]",
        ),
      );
    if (value.https === undefined)
      for (const key of ["certificates", "tls"] as const)
        if (value[key] !== undefined) report(context, requires(key, "https", "it belongs to an HTTPS listener"), [key]);
    if (value.http === undefined && value.redirect !== undefined)
      report(context, requires("redirect", "http", "only plain HTTP can be sent to HTTPS"), ["redirect"]);
  },
).describe("A protocol and port that clients reach.");

const consumer = exactlyOneOf(
  withDefaults(DEFAULTS.consumer, {
    project: passThroughOf(
      /^(?:[a-z0-9.-]+:)?[a-z0-9][-a-z0-9]*$/,
      "a project",
      "write its id or number; nobody else is let in, so that each stands here",
      "consumer",
    )
      .optional()
      .describe("A project, by its id or number."),
    network: passThroughOf(
      patternOf(linkForm("global", "networks")),
      "a VPC network",
      "write projects/PROJECT/global/networks/NAME",
      "projects/consumer/global/networks/default",
    )
      .optional()
      .describe("A VPC network, whatever project its endpoints are in."),
    connections: number({ min: 1, max: LARGEST_INT32 })
      .meta({ examples: [10] })
      .optional()
      .describe("How many endpoints it may make."),
  }),
  "who may connect",
  ["project", "network"],
).describe("Who may connect: a project, or a VPC network.");

const publish = withDefaults(DEFAULTS.publish, {
  subnet: perRegion(subnet).describe(
    "A subnet of the purpose PRIVATE_SERVICE_CONNECT that no other service attachment uses: consumers' requests arrive from its addresses.",
  ),
  accept: z
    .array(consumer)
    .min(1)
    .superRefine((consumers, context) => {
      const other = consumers.findIndex(
        ({ network }) => (network === undefined) !== (consumers[0]?.network === undefined),
      );
      if (other !== -1) {
        const problem = exclusive("project", "network", "Google takes one kind of consumers");
        report(context, { ...problem, fix: "write all of them as `project`, or all as `network`" }, [other]);
      }
    })
    .describe("Who may connect, and nobody else: all by project, or all by network."),
  port: port().optional().describe("The port of the listener that is published."),
}).describe(
  "Publishes an internal proxy by Private Service Connect. Consumers connect to what the output `service_attachment` shows.",
);

export const frontend = withDefaults(DEFAULTS.frontend, {
  address: address.optional().describe("The static address."),
  networkTier: z
    .enum(["premium", "standard"])
    .optional()
    .describe("The network tier of the address and of every forwarding rule. External only."),
  clientKeepAlive: duration(CLIENT_KEEP_ALIVE.min, CLIENT_KEEP_ALIVE.max)
    .optional()
    .describe("How long an idle client connection is kept. A change replaces the target proxies."),
  globalAccess: z
    .boolean()
    .optional()
    .describe(
      "Lets clients of other regions reach an internal proxy. Decide it at creation: a change replaces the forwarding rules.",
    ),
  listeners: z.array(listener).min(1).optional().describe("What is served."),
  publish: publish.optional(),
}).describe("The address and ports that clients see.");
