import { formatList } from "../../config/format";
import type { Dns } from "../../config/model/dns";
import { recordedHosts } from "../../config/model/dns-records";
import type { Analysis } from "../analysis";
import { at } from "../rule";
import type { FileChangeRules } from "./change";

const RECORD_SETS = "https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/dns_record_set";

export const DNS_CHANGES: FileChangeRules = {
  "record-replaced": {
    impact: "interrupts",
    title: "An address record that is replaced",
    why: "The provider deletes a record and makes another one where its zone changes, and where it begins or ends to ask regions for their health: a second region, or `healthCheck`. Who asks in between is told that there is no such name, and resolvers remember that for as long as the zone's SOA record says, 300 seconds by default.",
    fix: "Run `terraform state rm` of these records in the stack's folder first: the apply then replaces what it finds in one change.",
    source: RECORD_SETS,
    *check(before, after) {
      const [old, now] = [before, after].map(bornOf);
      const kept = hostsOf(before).filter((host) => hostsOf(after).includes(host));
      if (old !== undefined && now !== undefined && old !== now && kept.length > 0)
        yield at(["dns"], {
          what: `the records of ${formatList(kept)} are deleted and made anew: for seconds there are no such names, and resolvers may remember that for minutes`,
          fix: `run \`terraform state rm\` of them in the folder of ${after.dns?.stack} first: the apply then replaces what it finds in one change`,
        });
    },
  },
  "record-taken-over": {
    impact: "prepare",
    title: "A further address record, where another may be",
    why: "The provider makes a record in the place of what the zone has of that name and type, whoever made it and wherever it leads. The files cannot show what is there.",
    fix: "Look at what is there (`gcloud dns record-sets list`).",
    source: RECORD_SETS,
    *check(before, after) {
      const known = namesOf(before);
      const added = [...new Set(namesOf(after))].filter((name) => !known.includes(name));
      if (before.dns !== undefined && added.length > 0)
        yield at(["dns"], { what: `${formatList(added)} get records: what is there of these names is replaced` });
    },
  },
  "record-removed": {
    impact: "interrupts",
    title: "A host that is served and loses its address record",
    why: "Requests by its name end when resolvers have forgotten it.",
    fix: "Keep them below the domain, or make the records by hand after the apply.",
    source: RECORD_SETS,
    *check(before, after) {
      const served = after.regions.flatMap(({ model }) => model.routing.hosts.map(({ host }) => host));
      const lost = hostsOf(before).filter((host) => served.includes(host) && !hostsOf(after).includes(host));
      if (after.dns !== undefined && lost.length > 0)
        yield at(["dns", "domain"], { what: `${formatList(lost)} lose their records: requests by these names end` });
    },
  },
  "region-led-to": {
    impact: "interrupts",
    title: "A region that clients are led to before it serves",
    why: "`cdktf deploy '*'` makes the records right after the region, whose managed certificates and health checks take minutes. With `healthCheck` nobody is led there before it answers.",
    fix: "Write `dns.healthCheck`; or apply the region first, and the records once it serves.",
    source: RECORD_SETS,
    *check(before, after) {
      const { dns } = after;
      if (before.dns === undefined || dns === undefined || dns.healthCheck !== undefined) return;
      const known = before.regions.map(({ model }) => model.stack);
      for (const { model } of after.regions)
        if (!known.includes(model.stack) && leadsTo(dns, model.region))
          yield at(["dns"], {
            what: `clients are led to ${model.region} as soon as ${dns.stack} is applied, whether it serves by then or not: nothing asks`,
          });
    },
  },
};

/** All names of a file that have address records, with their zone. */
const namesOf = ({ dns, regions }: Analysis): string[] =>
  regions.flatMap(({ model }) => {
    const { hosts, aliases } = recordedHosts(model);
    return [...hosts, ...aliases].map((name) => `${name} in ${dns?.zone.name}`);
  });

const leadsTo = ({ routing }: Dns, region: string): boolean =>
  routing.kind === "geo" ||
  (routing.kind === "weighted" ? (routing.weights[region] ?? 0) > 0 : routing.primary === region);

/** The hosts of a file that have address records. */
const hostsOf = ({ regions: [first] }: Analysis): readonly string[] =>
  first === undefined ? [] : recordedHosts(first.model).hosts;

/** What a record is made with, and another one for where that changes. */
function bornOf({ dns, regions: [first, second] }: Analysis): string | undefined {
  if (dns === undefined || first === undefined) return undefined;
  const asks = second !== undefined && dns.healthCheck !== undefined && first.model.scheme === "EXTERNAL_MANAGED";
  const { name, project = first.model.project } = dns.zone;
  return JSON.stringify([name, project, asks]);
}

/** What the stack of the records is when it comes, and when it goes. */
export const recordsAdded = ({ stack, zone }: Dns, after: Analysis) => ({
  what: `${stack} is a new stack, of address records: what the zone ${zone.name} has of ${formatList(hostsOf(after))} is replaced, whoever made it`,
  fix: "look at what is there (`gcloud dns record-sets list`), and let the new addresses serve before clients are led to them",
});

export const recordsRemoved = ({ stack }: Dns, before: Analysis) => ({
  what: `the stack ${stack} is no longer made: its records stay until it is destroyed, and then requests by ${formatList(hostsOf(before))} end; the records that certificates wait for stay in the zone`,
  fix: `make the records elsewhere, then run \`npx cdktf destroy ${stack}\`, in a fresh clone after \`npm run synth\` of the old file, and remove its folder; do so before its regions are destroyed, whose addresses it reads`,
});
