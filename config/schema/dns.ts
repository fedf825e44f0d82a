import { z } from "zod";
import { LARGEST_INT32, RESOURCE_NAME, WEIGHT } from "../../platform/facts";
import { DEFAULTS } from "./defaults";
import { duration, exactlyOneOf, hostname, number, passThrough, passThroughOf, region, withDefaults } from "./values";
import { healthPath } from "./workload";

const zoneName = () =>
  passThroughOf(
    RESOURCE_NAME,
    "a managed zone's name",
    "write the name that `gcloud dns managed-zones list` shows; a zone of another project is `{ project: …, name: … }`",
    "example-com",
  );

const zone = z
  .union([
    zoneName(),
    z.strictObject({
      project: passThrough("network-host").describe("The project that owns the zone."),
      name: zoneName().describe("The zone's name there."),
    }),
  ])
  .describe("A managed zone of Cloud DNS that is already there: its name, or one of another project.");

const routing = z.union([
  z.literal("geo"),
  exactlyOneOf(
    z.strictObject({
      weighted: z
        .record(region(), number(WEIGHT))
        .optional()
        .describe("Each answer is one region's address: the share of each."),
      failover: region()
        .optional()
        .describe("The region that all clients are sent to; the others are for when it does not answer."),
    }),
    "how clients are led to a region",
    ["weighted", "failover"],
  ),
]);

export const dns = withDefaults(DEFAULTS.dns, {
  zone,
  domain: hostname().describe(
    "Hosts of the routes that are this name, or below it, get their address records, and managed certificates their authorization records. What is not is listed, to be made by hand.",
  ),
  routing: routing
    .optional()
    .describe("Which region's address is answered, where there are several: the nearest one's (`geo`), or as is said."),
  ttl: duration(1, LARGEST_INT32).optional().describe("How long resolvers may keep an address."),
  healthCheck: z
    .strictObject({
      path: healthPath().describe(
        "A path that answers 200 while the region can serve, of the first host below the domain: let a route lead it to a model's own health path. Everybody can ask it.",
      ),
    })
    .optional()
    .describe(
      "What a region must answer to get clients, where there are several. External: it is asked every 30 seconds from three places of the world. Internal: the health checks of the workloads that serve the path count, as long as one machine of each can serve.",
    ),
}).describe("The records that lead clients here, in a zone of Cloud DNS: a stack `<name>-dns` of their own.");
