import { notFound, Refused } from "./api-error";
import type { Answer } from "./compute-api";
import { type ApiRequest, type Platform, perform, standardVerb } from "./engine";
import type { Fields } from "./fields";
import type { Operation } from "./operations";

/**
 * The APIs whose resources are at `projects/PROJECT/locations/LOCATION/COLLECTION/NAME`, such as Certificate Manager and
 * Network Security: a new resource is named by the query, and changes are long-running operations.
 *
 * @throws Refused with Google's error.
 * @see https://cloud.google.com/certificate-manager/docs/reference/certificate-manager/rest
 */
export async function locationApi({ method, path, query, body }: ApiRequest, platform: Platform): Promise<Answer> {
  const [, project = "", , location = "", collection = "", name] = path.split("/");
  if (collection === "operations") {
    const operation = platform.operations.find(name ?? "");
    if (operation === undefined) throw new Refused(notFound(path));
    return { body: described(operation) };
  }
  const target = { project, scope: `locations/${location}`, collection, name: name ?? idIn(query) };
  const outcome = perform({ verb: standardVerb(method, name !== undefined), path: target, query, body }, platform);
  if ("operation" in outcome) return { body: described(outcome.operation, outcome.after), lost: outcome.lost };
  const { answer, lost } = outcome;
  return { body: name === undefined ? { [collection]: answer } : answer, lost };
}

/** `certificateId=x`, `dnsAuthorizationId=x`, … */
function idIn(query: URLSearchParams): string {
  return [...query].find(([key]) => key.endsWith("Id"))?.[1] ?? "";
}

function described({ name, work, endedAt }: Operation, response?: object): Fields {
  const { project, scope } = work.path;
  const { error } = work;
  return {
    name: `projects/${project}/${scope}/operations/${name}`,
    done: endedAt !== undefined,
    ...(endedAt !== undefined &&
      (error ? { error: { code: 13, message: error.message } } : { response: response ?? {} })),
  };
}
