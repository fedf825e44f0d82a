import { type DocumentPath, formatValue } from "../../config/finding";
import { endpointId, groupId } from "../../config/model/ids";
import { KINDS } from "../../config/model/kinds";
import type { Model } from "../../config/model/model";
import { isReference } from "../../config/reference";
import { nearest } from "../../config/schema/suggest";
import { RESOURCE_NAME } from "../../platform/facts";
import type { Context } from "../context";
import { at, type Rules, repeats, type Text } from "../rule";
import { SOURCES } from "./sources";

/** How many names a message lists. */
const SHOWN = 12;

/** More names than people look through at once; to find the nearest one for thousands takes seconds. */
const MOST_SUGGESTIONS = 100;

/** There is no `found` among `known`: the nearest name, and the first of them. */
export function unknown(kind: string, found: string, known: readonly string[], suggests = true): Text {
  const shown = known.length > SHOWN ? [...known.slice(0, SHOWN), "…"] : known;
  const suggestion = suggests ? nearest(found, known) : undefined;
  return {
    what: `there is no ${kind} named ${formatValue(found)}`,
    fix: `${suggestion === undefined ? "" : `did you mean "${suggestion}"? `}known: ${shown.join(", ") || "none"}`,
  };
}

const PROJECT = /^(?:[a-z0-9.-]+:)?[a-z][a-z0-9-]{4,28}[a-z0-9]$|^\d+$/;
const EMAIL = /^[^@\s]+@[^@\s]+$/;

export const NAME_RULES: Rules = {
  "unknown-workload": {
    severity: "error",
    title: "A workload that does not exist",
    why: "Routes, canaries, mirrors, extensions, objectives and tests name workloads of this file; a name that leads nowhere would be refused in the middle of an apply.",
    fix: "Correct the name, or add the workload.",
    source: SOURCES.urlMaps,
    *check({ workloads, actions, config }) {
      const names = [...workloads.keys()];
      // A workload that was renamed is missing in many places; to find the nearest name takes its time.
      const texts = new Map<string, Text>();
      const text = (name: string): Text => {
        const known = texts.get(name) ?? unknown("workload", name, names, texts.size < MOST_SUGGESTIONS);
        texts.set(name, known);
        return known;
      };
      for (const { targets } of actions)
        for (const { workload, path } of targets) if (!workloads.has(workload)) yield at(path, text(workload));
      for (const [name, path] of namedElsewhere(config)) if (!workloads.has(name)) yield at(path, text(name));
    },
  },
  "name-collision": {
    severity: "error",
    title: "Two parts that would become one Terraform resource",
    why: "Terraform addresses come from the names in the file. Two parts with one address would silently become one.",
    fix: "Rename one of the workloads.",
    source: SOURCES.design,
    *check(context) {
      for (const { model } of context.regions) {
        for (const [{ address, owner, path, is }, other] of repeats(resources(model), (one) => one.address))
          if (other.owner !== owner)
            yield at(path, {
              what: `${formatValue(other.owner)} and ${formatValue(owner)} would both be ${address}`,
              fix: "rename one of the two",
            });
          else if (other.is !== is)
            yield at(path, {
              what: `${formatValue(other.is)} and ${formatValue(is)} would both be ${address}`,
              fix: "give one of the two a workload of its own",
            });
      }
    },
  },
  "project-id": {
    severity: "warning",
    title: "A project that does not look like an id",
    why: "Resources name the project by its id; its display name is not found.",
    fix: "Write the id, not the name: lower-case letters, digits and hyphens, as in ml-prod.",
    source: "https://cloud.google.com/resource-manager/docs/creating-managing-projects",
    *check({ config }) {
      const { project } = config;
      if (project !== undefined && !isReference(project) && !PROJECT.test(project))
        yield at(["project"], { what: `${formatValue(project)} does not look like a project id` });
    },
  },
  "network-tag": {
    severity: "warning",
    title: "A network tag that no machine can have",
    why: "A firewall rule for a tag that no machine has lets nobody in: every backend stays unhealthy.",
    fix: "Use lower-case letters, digits and hyphens, a letter first, at most 63 characters.",
    source: SOURCES.firewalls,
    *check({ backends }) {
      for (const { words, path } of backends)
        for (const [i, tag] of (words.tags ?? []).entries())
          if (!isReference(tag) && !RESOURCE_NAME.test(tag))
            yield at([...path, "tags", i], { what: `${formatValue(tag)} does not look like a network tag` });
    },
  },
  "service-account": {
    severity: "warning",
    title: "A service account that is no e-mail address",
    why: "Firewall rules name service accounts by their e-mail address.",
    fix: "Write its e-mail address, as in vllm@ml-prod.iam.gserviceaccount.com.",
    source: SOURCES.firewalls,
    *check({ backends }) {
      for (const { words, path } of backends)
        for (const [i, account] of (words.serviceAccounts ?? []).entries())
          if (!isReference(account) && !EMAIL.test(account))
            yield at([...path, "serviceAccounts", i], {
              what: `${formatValue(account)} does not look like a service account`,
            });
    },
  },
};

function* namedElsewhere({
  tests = [],
  extensions = [],
  observability: { slos = [] } = {},
}: Context["config"]): Generator<[string, DocumentPath]> {
  for (const [i, { workload }] of slos.entries())
    if (workload !== undefined) yield [workload, ["observability", "slos", i, "workload"]];
  for (const [i, { to }] of extensions.entries()) if (to !== undefined) yield [to, ["extensions", i, "to"]];
  for (const [t, { expect }] of tests.entries()) {
    if (typeof expect === "string") yield [expect, ["tests", t, "expect"]];
    else if (expect.workload !== undefined) yield [expect.workload, ["tests", t, "expect", "workload"]];
  }
}

interface Resource {
  readonly address: string;
  readonly owner: string;
  /** What of its owner's it is; the same twice is a finding of its own. */
  readonly is: string;
  readonly path: DocumentPath;
}

/** What is made under a name that is put together of others, so that two workloads can meet. */
function* resources({ workloads }: Model): Generator<Resource> {
  for (const workload of workloads)
    for (const backend of workload.backends) {
      const id = groupId(workload, backend);
      const { owner, path } = { owner: workload.id, path: ["workloads", workload.id] };
      const resource = (type: string, name: string, is: string): Resource => ({
        address: `${type}.${name.replace(/[^A-Za-z0-9_-]/g, "-")}`,
        owner,
        is,
        path,
      });
      const { made } = KINDS[backend.kind];
      if (made !== undefined) yield resource(made, id, backend.kind === "internet" ? (backend.fqdn ?? "") : "");
      if (backend.kind === "instanceGroup" && workload.createNamedPort && !("selfLink" in backend.group))
        yield resource("google_compute_instance_group_named_port", id, "");
      // Others have no references, which are called alike more easily than addresses.
      if (backend.kind === "zonalEndpoints")
        for (const endpoint of backend.endpoints)
          yield resource("google_compute_network_endpoint", endpointId(id, endpoint), endpoint.ip);
    }
}
