import { alreadyExists, notFound, Refused } from "./api-error";
import type { Answer } from "./compute-api";
import type { ApiRequest, Platform } from "./engine";
import { merge } from "./fields";
import { lastSegment } from "./resource-path";

/**
 * Any other Google API, such as Monitoring or IAM: documents that are created, read, changed and deleted, without rules
 * and without operations.
 *
 * @throws Refused when the document is not there, or is there already.
 */
export async function documentApi(
  service: string,
  { method, path, query, body }: ApiRequest,
  platform: Platform,
): Promise<Answer> {
  const [document = path, action] = path.split(":");
  const found = platform.live.find(`${service}/${document}`);
  if (action?.startsWith("get") || (method === "GET" && found)) return { body: found ?? {} };
  if (method === "GET") throw new Refused(notFound(document));
  const creates = method === "POST" && action === undefined;
  const id = creates ? `${document}/${givenId(query, body.name) ?? platform.live.count()}` : document;
  if (creates && platform.live.find(`${service}/${id}`)) throw new Refused(alreadyExists(id));
  if (!creates && action === undefined && !found) throw new Refused(notFound(id));

  const after =
    method === "DELETE" ? undefined : { ...(method === "PATCH" ? merge({ ...found }, body) : body), name: id };
  const verb = creates ? "insert" : (action ?? method.toLowerCase());
  const [, project = ""] = id.split("/");
  const target = { project, scope: "global", collection: id.split("/").at(-2) ?? "", name: lastSegment(id) };
  const commit = () => {
    for (const state of [platform.state, platform.live])
      if (after === undefined) state.remove(`${service}/${id}`);
      else state.put(`${service}/${id}`, after);
    platform.changed();
  };
  platform.operations.start({ verb, path: target, duration: 0, commit });
  return { body: after ?? {} };
}

/** `dashboardId=x` in the query, or the end of the name that the document brings. */
function givenId(query: URLSearchParams, name: unknown): string | undefined {
  return (
    [...query].find(([key]) => key.endsWith("Id"))?.[1] ?? (typeof name === "string" ? lastSegment(name) : undefined)
  );
}
