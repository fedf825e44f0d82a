import { notFound, Refused } from "./api-error";
import { type ApiRequest, type Platform, perform, standardVerb } from "./engine";
import type { Fields } from "./json-object";
import type { Operation } from "./operations";
import { withFaults } from "./with-faults";

/**
 * The APIs whose resources are at `projects/PROJECT/locations/LOCATION/COLLECTION/NAME`, such as Certificate Manager and
 * Network Security: a new resource is named by the query, and changes are long-running operations.
 *
 * @throws Refused with Google's error.
 * @see https://cloud.google.com/certificate-manager/docs/reference/certificate-manager/rest
 */
export async function locationApi({ method, path, query, body }: ApiRequest, platform: Platform): Promise<unknown> {
  const [, project = "", , location = "", collection = "", name] = path.split("/");
  const target = { project, scope: `locations/${location}`, collection, name: name ?? idIn(query) };
  const verb = standardVerb(method, name !== undefined);
  if (collection === "operations")
    return withFaults({ verb, path: target }, platform, () => {
      const operation = platform.operations.find(target.name);
      if (operation === undefined) throw new Refused(notFound(path));
      return operationBody(operation);
    });
  const outcome = await perform({ verb, path: target, query, body }, platform);
  if ("operation" in outcome) return operationBody(outcome.operation, outcome.after);
  return name === undefined ? { [collection]: outcome.answer } : outcome.answer;
}

/** `certificateId=x`, `dnsAuthorizationId=x`, … */
function idIn(query: URLSearchParams): string {
  return [...query].find(([key]) => key.endsWith("Id"))?.[1] ?? "";
}

function operationBody({ name, work, endedAt }: Operation, response?: object): Fields {
  const { project, scope } = work.path;
  const { error } = work;
  return {
    name: `projects/${project}/${scope}/operations/${name}`,
    done: endedAt !== undefined,
    ...(endedAt !== undefined &&
      (error ? { error: { code: 13, message: error.message } } : { response: response ?? {} })),
  };
}
