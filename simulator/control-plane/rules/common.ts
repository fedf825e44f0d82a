import { RESOURCE_NAME } from "../../../platform/facts";
import { alreadyExists, conditionNotMet, inUse, invalidValue, notFound, notReady } from "../api-error";
import { collectionOf, nounOf, referringTo } from "../collections";
import { sameJson, stringsAt } from "../json-object";
import { formatPath, parsePath, regionOf, relativePath } from "../resource-path";
import type { Resource } from "../resources";
import type { View } from "../state";
import type { RuleSet } from "./rule";
import { PROVIDER, SOURCE } from "./sources";

/** What regional resources link to although it is global. */
const GLOBAL = ["networks", "instanceTemplates"];

/** Rules that hold for every collection, as the table of collections describes them. */
export const COMMON: RuleSet = {
  collection: "*",
  rules: [
    {
      id: "already-exists",
      source: SOURCE.alreadyExists,
      refuses: "a second resource of the same name in the same place",
      verbatim: true,
      write: (_resource, { verb, path, before }) =>
        verb === "insert" && before !== undefined ? alreadyExists(formatPath(path)) : undefined,
    },
    {
      id: "not-ready",
      source: SOURCE.notReady,
      refuses: "to change a resource while another operation on it runs",
      verbatim: true,
      write: (_resource, { path, before }, { live }) => busy(formatPath(path), before, live),
      remove: (_resource, { path, before }, { live }) => busy(formatPath(path), before, live),
    },
    {
      id: "name",
      source: SOURCE.names,
      refuses: "a name that is not RFC 1035, or longer than 63 characters",
      verbatim: true,
      write: (_resource, { verb, path: { name } }) =>
        verb === "insert" && !RESOURCE_NAME.test(name)
          ? invalidValue("name", name, "Must be a match of regex '(?:[a-z](?:[-a-z0-9]{0,61}[a-z0-9])?)'")
          : undefined,
    },
    {
      id: "fingerprint",
      source: SOURCE.rest("backendServices"),
      refuses: "an update that carries a fingerprint which is no longer the current one, or none where one is needed",
      write: (_resource, { verb, path, before, body }) => {
        if (verb === "patch" || verb === "update") {
          const needed = collectionOf(path.collection).fingerprint;
          if (needed ? body.fingerprint !== before?.fingerprint : changed(body.fingerprint, before?.fingerprint))
            return conditionNotMet();
        }
        return verb === "setLabels" && changed(body.labelFingerprint, before?.labelFingerprint)
          ? conditionNotMet()
          : undefined;
      },
    },
    {
      id: "immutable-field",
      source: SOURCE.rest("subnetworks"),
      refuses: "to change a field that is fixed at creation",
      write: (resource, { verb, path, before }) => {
        if (before === undefined || (verb !== "patch" && verb !== "update")) return undefined;
        const field = collectionOf(path.collection).immutable?.find(
          (name) => !sameJson(read(resource, name), read(before, name)),
        );
        return field === undefined
          ? undefined
          : invalidValue(field, read(resource, field), "The field cannot be changed after creation.");
      },
    },
    {
      id: "reference-kind",
      source: SOURCE.errors,
      refuses: "a link to a resource of the wrong kind",
      write: (resource, { path }) => {
        for (const { at, value, collections } of linksOf(resource, path.collection)) {
          const target = parsePath(value);
          if (target !== undefined && !collections.includes(target.collection))
            return invalidValue(at, value, `The URL is malformed: expected one of ${collections.join(", ")}.`);
        }
        return undefined;
      },
    },
    {
      id: "reference-region",
      source: SOURCE.scopes,
      refuses: "a link from a regional resource to a global one that must be regional, or to another region",
      write: (resource, { path }) => {
        const region = regionOf(path.scope);
        for (const { at, value } of linksOf(resource, path.collection)) {
          const target = parsePath(value);
          if (region === undefined || target === undefined || GLOBAL.includes(target.collection)) continue;
          if (regionOf(target.scope) !== region)
            return invalidValue(at, value, "Cross-region references for this resource are not allowed.");
        }
        return undefined;
      },
    },
    {
      id: "reference-missing",
      source: SOURCE.notFound,
      refuses: "a link to a resource that is not there",
      verbatim: true,
      write: (resource, { path, state }) => {
        const missing = linksOf(resource, path.collection).find(
          ({ value }) => parsePath(value) !== undefined && state.find(value) === undefined,
        );
        return missing && notFound(relativePath(missing.value));
      },
    },
    {
      id: "in-use",
      source: SOURCE.issue(PROVIDER, 4543),
      refuses: "to delete a resource that another one links to",
      verbatim: true,
      remove: (_resource, { path, state }) => {
        const user = userOf(formatPath(path), state);
        return user === undefined ? undefined : inUse(nounOf(path.collection), formatPath(path), user);
      },
    },
  ],
};

function busy(path: string, before: Resource | undefined, live: View) {
  return before === live.find(path) ? undefined : notReady(path);
}

function changed(sent: unknown, current: string | undefined): boolean {
  return typeof sent === "string" && sent !== current;
}

function read(resource: Resource, field: string): unknown {
  return Object.entries(resource).find(([name]) => name === field)?.[1];
}

function linksOf(resource: Resource, collection: string) {
  const { references = {} } = collectionOf(collection);
  return Object.entries(references).flatMap(([field, collections]) =>
    stringsAt(resource, field).map(({ at, value }) => ({ at, value, collections })),
  );
}

/** The path of the first resource that links to this one. */
export function userOf(path: string, state: View): string | undefined {
  for (const collection of referringTo(parsePath(path)?.collection ?? ""))
    for (const [user, resource] of state.entries(collection))
      if (linksOf(resource, collection).some(({ value }) => relativePath(value) === path)) return user;
  return undefined;
}
