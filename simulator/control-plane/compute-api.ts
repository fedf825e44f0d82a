import { notFound, operationError, Refused } from "./api-error";
import { kindOf } from "./collections";
import { type ApiRequest, type Platform, perform, standardVerb } from "./engine";
import type { Fields } from "./json-object";
import type { Operation } from "./operations";
import { formatPath, selfLink } from "./resource-path";
import { type CallTarget, withFaults } from "./with-faults";

/**
 * The Compute API: `projects/PROJECT/{global|regions/R|zones/Z}/COLLECTION/NAME/VERB`. The paths of `v1` and `beta` are
 * the same.
 *
 * @throws Refused with Google's error.
 * @see https://cloud.google.com/compute/docs/reference/rest/v1
 */
export async function computeApi({ method, path, query, body }: ApiRequest, platform: Platform): Promise<unknown> {
  const [, project = "", ...segments] = path.split("/");
  const [kind, place] = segments;
  if (kind === undefined)
    return { kind: "compute#project", name: project, defaultNetworkTier: "PREMIUM", selfLink: selfLink(path) };
  const scope = kind === "global" ? kind : `${kind}/${place}`;
  const [collection, name, verb = standardVerb(method, name !== undefined)] = segments.slice(kind === "global" ? 1 : 2);
  if (collection === undefined) return { name: place, status: "UP", selfLink: selfLink(path) };

  const target = { project, scope, collection, name: name ?? String(body.name ?? "") };
  if (collection === "operations") return operationAnswer({ verb, path: target }, platform);
  const outcome = await perform({ verb, path: target, query, body }, platform);
  if ("operation" in outcome) return operationBody(outcome.operation);
  return verb === "list"
    ? { kind: `${kindOf(collection)}List`, items: outcome.answer, selfLink: selfLink(path) }
    : outcome.answer;
}

function operationAnswer({ verb, path }: CallTarget, platform: Platform): Promise<Fields> {
  const { operations } = platform;
  return withFaults({ verb, path }, platform, async () => {
    if (verb === "wait") await operations.wait(path.name);
    const operation = operations.find(path.name);
    if (operation === undefined) throw new Refused(notFound(formatPath(path)));
    return operationBody(operation);
  });
}

const FIRST_OPERATION_ID = 5_000_000_000;

/** @see https://cloud.google.com/compute/docs/reference/rest/v1/regionOperations */
function operationBody({ name, work, startedAt, endedAt }: Operation): Fields {
  const { verb, path, targetId, error } = work;
  const { project, scope } = path;
  const [kind, place] = scope.split("/");
  const started = new Date(startedAt).toISOString();
  return {
    kind: "compute#operation",
    id: String(FIRST_OPERATION_ID + Number(name.split("-").at(-1))),
    name,
    ...(place && { [kind === "zones" ? "zone" : "region"]: selfLink(`projects/${project}/${scope}`) }),
    operationType: verb,
    targetLink: selfLink(formatPath(path)),
    targetId,
    status: endedAt === undefined ? "RUNNING" : "DONE",
    progress: endedAt === undefined ? 0 : 100,
    insertTime: started,
    startTime: started,
    ...(endedAt !== undefined && { endTime: new Date(endedAt).toISOString() }),
    ...(endedAt !== undefined && error && { httpErrorStatusCode: error.code, error: operationError(error) }),
    selfLink: selfLink(`projects/${project}/${scope}/operations/${name}`),
  };
}
