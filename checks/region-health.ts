import { probedHost } from "../config/model/dns-records";
import { KINDS } from "../config/model/kinds";
import { clientListener, originOf } from "../config/model/listeners";
import type { Workload } from "../config/model/model";
import type { Access } from "../routing/access/access";
import { parseRequest } from "../routing/evaluate/request";
import type { AnalyzedRegion } from "./analysis";
import { describeOutcome, type Outcome, outcomesIn } from "./outcome";

/** What the health of a region is that Cloud DNS goes by. */
export interface RegionHealth {
  /** What is asked there, from outside by everybody. */
  readonly url: string;
  /** The workloads that answer it; empty where something else does. */
  readonly workloads: readonly string[];
  /** What becomes of the question, after "it"; nobody asks an internal proxy, so that nothing denies it there. */
  readonly outcome: string;
  /** What may stop who asks from outside. */
  readonly hindrance?: string;
}

type Region = Pick<AnalyzedRegion, "model" | "urlMap">;

/** Rules, the time to fail over and the stack all ask; a URL map is made of one model, and is prepared for questions once. */
const KNOWN = new WeakMap<Region["urlMap"], { readonly health?: RegionHealth }>();

/** What a region answers to the path of `dns.healthCheck`; nothing where there is none, or no listener. */
export function regionHealth(region: Region): RegionHealth | undefined {
  const known = KNOWN.get(region.urlMap) ?? { health: healthOf(region) };
  KNOWN.set(region.urlMap, known);
  return known.health;
}

function healthOf({ model, urlMap }: Region): RegionHealth | undefined {
  const { path } = model.dns?.healthCheck ?? {};
  const listener = clientListener(model);
  const host = probedHost(model);
  if (path === undefined || listener === undefined || host === undefined) return undefined;
  const url = `${originOf(listener, host)}${path}`;
  const asked = { request: parseRequest("GET", url, []), caller: {}, isAboutCallers: true };
  const { outcome, served, access } = outcomesIn({ model, urlMap })(asked);
  const runsHere = (id: string) => model.workloads.some((one) => one.id === id && one.backends.length > 0);
  const services = served.kind === "forward" ? served.destinations.map(({ service }) => service) : [];
  const workloads = services.filter(runsHere);
  if (model.scheme === "INTERNAL_MANAGED") return { url, workloads, outcome: describeOutcome(served) };
  return { url, workloads, outcome: describeOutcome(outcome), hindrance: hindranceOf(outcome, access) };
}

/** Nobody knows from which addresses Cloud DNS asks, and it proves nothing of itself. */
function hindranceOf(outcome: Outcome, access: readonly Access[]): string | undefined {
  if (outcome.kind === "guarded") return describeOutcome(outcome);
  const asked = access.flatMap(({ asks }) => asks).find(({ decides }) => decides);
  if (asked !== undefined) return `waits for a yes of ${asked.who}`;
  const counted = access.flatMap(({ counts }) => counts).find(({ limit }) => limit.enforce_on_key_configs.some(ofAll));
  return counted && `counts against a limit that all clients share (${counted.by})`;
}

const ofAll = ({ enforce_on_key_type: type }: { readonly enforce_on_key_type: string }) => type === "ALL";

/**
 * Whether a composite health check can go by a workload: by instance groups and zonal groups of the VPC alone.
 * @see https://registry.terraform.io/providers/hashicorp/google/7.45.0/docs/resources/compute_region_health_source#sources
 */
export const isHealthSource = ({ backends }: Workload): boolean =>
  backends.length > 0 && backends.every(({ kind }) => KINDS[kind].inVpc);
