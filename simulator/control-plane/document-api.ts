import { createHash } from "node:crypto";
import { alreadyExists, notFound, Refused } from "./api-error";
import { type ApiRequest, carryOut, type Platform } from "./engine";
import { type Fields, isFields, listOf, merge, without } from "./json-object";
import { lastSegment } from "./resource-path";
import type { Resource } from "./resources";
import type { State } from "./state";
import { type Disturbance, withFaults } from "./with-faults";

/**
 * Any other Google API, such as Monitoring or IAM: documents that are created, read, changed and deleted, and what IAM lets
 * whom do with them, without rules and without operations.
 *
 * @throws Refused when the document is not there, or is there already.
 */
export async function documentApi(service: string, request: ApiRequest, platform: Platform): Promise<unknown> {
  const { method, query, body } = request;
  const [document = request.path, action] = request.path.split(":");
  const creates = method === "POST" && action === undefined;
  const reads = method === "GET" || action?.startsWith("get") === true;
  const id = creates
    ? `${document}/${givenId(query, body.name) ?? newId(body, document, service, platform.state)}`
    : document;
  const verb = reads ? "get" : creates ? "insert" : (action ?? method.toLowerCase());
  const [, project = ""] = id.split("/");
  const path = { project, scope: "global", collection: id.split("/").at(-2) ?? "", name: lastSegment(id) };
  // An IAM policy stands beside what it is for, which may be another API's.
  const policy = action?.endsWith("IamPolicy") ? ":policy" : "";
  const key = `${service}/${id}${policy}`;

  const change = async ({ error, delay }: Disturbance): Promise<object> => {
    const before = platform.state.find(key);
    if (creates && before) throw new Refused(alreadyExists(id));
    if (!creates && action === undefined && !before) throw new Refused(notFound(id));
    if (error) throw new Refused(error);
    const after = policy ? policyOf(body.policy, id) : changed(method, before, body, id);
    const { name } = carryOut({ verb, path, duration: delay }, platform, (state) =>
      after === undefined ? state.remove(key) : state.put(key, after),
    );
    await platform.operations.wait(name);
    return after ?? {};
  };
  const read = (): object => {
    const found = platform.live.find(key);
    if (method === "GET" && !found) throw new Refused(notFound(id));
    return found === undefined ? {} : without(found, policy ? ["name"] : []);
  };
  return withFaults({ verb, path }, platform, reads ? read : change);
}

function changed(method: string, before: Resource | undefined, body: Fields, name: string): Resource | undefined {
  return method === "DELETE" ? undefined : { ...(method === "PATCH" ? merge({ ...before }, body) : body), name };
}

/** Nothing where it lets nobody do anything. */
function policyOf(policy: unknown, name: string): Resource | undefined {
  return isFields(policy) && listOf(policy.bindings).length > 0 ? { ...policy, name } : undefined;
}

/**
 * A number that Google chooses. Here it follows from what the document is called, so that two deploys of one thing are alike
 * whatever else was made before.
 */
function newId({ displayName }: Fields, parent: string, service: string, state: State): string {
  if (typeof displayName !== "string") return String(state.count());
  const digits = BigInt(`0x${createHash("sha256").update(displayName).digest("hex").slice(0, 15)}`).toString();
  return state.find(`${service}/${parent}/${digits}`) === undefined ? digits : `${digits}${state.count()}`;
}

/** `dashboardId=x` in the query, or the end of the name that the document brings. */
function givenId(query: URLSearchParams, name: unknown): string | undefined {
  return (
    [...query].find(([key]) => key.endsWith("Id"))?.[1] ?? (typeof name === "string" ? lastSegment(name) : undefined)
  );
}
