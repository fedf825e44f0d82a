import { formatSeconds } from "../../config/duration";
import { type DocumentPath, formatPath, formatValue } from "../../config/finding";
import type { Extension } from "../../config/model/extensions";
import { FAMILIES, KINDS } from "../../config/model/kinds";
import { isReference } from "../../config/reference";
import { EXTENSION_CHAINS } from "../../platform/facts";
import { secondsOf } from "../../routing/duration";
import type { Context } from "../context";
import { at, type Rules, repeats } from "../rule";
import { SOURCES } from "./sources";

const LONGEST_NAME = 63;

export const EXTENSION_RULES: Rules = {
  "extension-protocol": {
    severity: "error",
    title: "An extension that does not speak HTTP/2",
    why: "Extensions are asked by gRPC, which needs HTTP/2.",
    fix: "Write `protocol: h2c` at the workload, or `http2` where it has TLS.",
    source: SOURCES.extensions,
    *check(context) {
      for (const { workload, path } of askedIn(context))
        if (workload.resolved.family !== "external" && !/^(?:HTTP2|H2C)$/.test(workload.resolved.protocol))
          yield at([...path, "to"], {
            what: `${formatValue(workload.id)} is reached by ${workload.resolved.protocol}, and extensions are asked by gRPC`,
            fix: `set \`protocol: h2c\` at ${formatPath(workload.path)}, or \`http2\` where it has TLS`,
          });
    },
  },
  "extension-without-backends": {
    severity: "error",
    title: "An extension that does not run in a region",
    why: "The proxy of a region asks backends of that region only. Where there is none, every request that it is asked about fails, or goes on unasked (`failOpen`).",
    fix: "Add a backend there.",
    source: SOURCES.extensions,
    *check(context) {
      for (const { workload, path } of askedIn(context))
        for (const { model } of context.regions)
          if (model.workloads.find(({ id }) => id === workload.id)?.backends.length === 0)
            yield at([...path, "to"], {
              what: `${formatValue(workload.id)} has no backend in ${model.region}, where it would be asked about requests`,
              fix: `add a backend in ${model.region}`,
            });
    },
  },
  "extension-kind-untried": {
    severity: "warning",
    title: "An extension on a kind of backend that nobody has tried",
    why: "Google's pages show extensions on instance groups and zonal network endpoint groups. Whether the proxy asks other kinds is not certain; an internet endpoint would see the headers of every request.",
    fix: "Use an instance group or a zonal network endpoint group, or try it in a project of its own first.",
    source: SOURCES.extensions,
    *check(context) {
      for (const { workload, path } of askedIn(context)) {
        const [first] = workload.backends;
        if (first !== undefined && !FAMILIES[first.family].direct)
          yield at([...path, "to"], {
            what: `${formatValue(workload.id)} is ${KINDS[first.kind].noun}: whether Google asks that is not certain`,
          });
      }
    },
  },
  "duplicate-extension": {
    severity: "error",
    title: "Two extensions of one kind and one name",
    why: "An extension is called by its kind and what is asked; the second of two would be lost. Of a template's path the last part counts.",
    fix: "Put the hosts of both into one, or ask another workload.",
    source: SOURCES.design,
    *check(context) {
      for (const [{ extension, path }, first] of repeats(extensionsIn(context), (one) => one.extension.id))
        yield at(path, { what: `${formatPath(first.path)} is ${extension.id} already` });
    },
  },
  "extension-name-too-long": {
    severity: "error",
    title: "An extension whose name is too long",
    why: "Its name, of its kind and what is asked, has at most 63 characters.",
    fix: "Give what is asked a shorter name.",
    source: SOURCES.extensions,
    *check(context) {
      for (const { extension, path } of extensionsIn(context))
        if (extension.id.length > LONGEST_NAME && !isReference(extension.id))
          yield at(path, {
            what: `its name would be ${extension.id}, ${extension.id.length} characters; Google takes ${LONGEST_NAME}`,
          });
    },
  },
  "too-many-extensions": {
    severity: "error",
    title: "More than five extensions of one kind",
    why: "A forwarding rule has one route and one traffic extension, of five chains each.",
    fix: "Let one workload do the work of several.",
    source: SOURCES.extensions,
    *check(context) {
      for (const kind of ["route", "traffic"] as const) {
        const chains = extensionsIn(context).filter(({ extension }) => extension.kind === kind);
        const sixth = chains[EXTENSION_CHAINS];
        if (sixth)
          yield at(sixth.path, {
            what: `${chains.length} extensions of the kind ${kind}; a forwarding rule takes ${EXTENSION_CHAINS}`,
          });
      }
    },
  },
  "extension-never-asked": {
    severity: "error",
    title: "An extension whose requests an earlier one takes",
    why: "Of the route extensions, and of the traffic extensions, the first whose hosts or expression match is asked, and no further one.",
    fix: "Put the one for fewer requests first, or let one workload do both.",
    source: SOURCES.extensions,
    *check(context) {
      const chains = extensionsIn(context).filter(({ extension }) => extension.kind !== "authorization");
      for (const [i, { extension, path }] of chains.entries()) {
        const taker = chains
          .slice(0, i)
          .find((one) => one.extension.kind === extension.kind && takesAll(one.extension, extension));
        if (taker)
          yield at(path, {
            what: `it is never asked: ${formatPath(taker.path)} takes all of its requests, and one ${extension.kind} extension is asked about each`,
          });
      }
    },
  },
  "model-armor-location": {
    severity: "error",
    title: "A Model Armor template of another region",
    why: "Each region's proxy asks Model Armor of its own region, which knows the templates of that region.",
    fix: "Write the template's name alone, and make one of that name in each region.",
    source: SOURCES.extensions,
    *check(context) {
      for (const { extension, path } of extensionsIn(context))
        for (const { model } of "modelArmor" in extension ? context.regions : []) {
          const template = "modelArmor" in extension ? extension.modelArmor : "";
          const [, location] = /\/locations\/([^/]+)\//.exec(template) ?? [];
          if (location !== undefined && !isReference(location) && location !== model.region)
            yield at([...path, "modelArmor"], {
              what: `the template is in ${location}, and the proxy of ${model.region} asks Model Armor there`,
            });
        }
    },
  },
  "authorization-fails-open": {
    severity: "warning",
    title: "An authorization that lets requests through where it fails",
    why: "Whoever can make it slow or break it gets in.",
    fix: "Remove it, and run what is asked in more than one zone; where an outage is worse than an open door, suppress this.",
    source: SOURCES.extensions,
    *check(context) {
      for (const { extension, path } of extensionsIn(context))
        if (extension.kind === "authorization" && extension.failOpen)
          yield at([...path, "failOpen"], {
            what: `where it fails, or takes longer than ${formatSeconds(extension.timeout)}, every request goes on unasked`,
          });
    },
  },
  "iap-beside-authorizer": {
    severity: "warning",
    title: "IAP and an extension that both decide",
    why: "Each is an authorization policy that asks somebody else. Whether Google asks several of them about one request is not certain.",
    fix: "Choose one of them, or try it in a project of its own first.",
    source: SOURCES.authorization,
    *check(context) {
      const deciding = extensionsIn(context).find(
        ({ extension }) => extension.kind === "authorization" && "to" in extension,
      );
      if (deciding && context.regions.some(({ model }) => model.security.iap !== undefined))
        yield at(deciding.path, { what: "IAP decides too: whether Google asks both about one request is not certain" });
    },
  },
  "extension-slower-than-route": {
    severity: "warning",
    title: "An extension that may take longer than a route",
    why: "A route's timeout counts from the request's end; where the extension waits as long, the answer is late either way.",
    fix: "Write a shorter `timeout`.",
    source: SOURCES.extensions,
    *check(context) {
      const timeouts = context.regions.flatMap(({ routes }) =>
        routes.flatMap(({ action: { routeAction } }) => (routeAction?.timeout ? secondsOf(routeAction.timeout) : [])),
      );
      const shortest = Math.min(...timeouts);
      for (const { extension, path } of extensionsIn(context))
        if (extension.timeout >= shortest)
          yield at(path, {
            what: `it may take ${formatSeconds(extension.timeout)} a message, and a route gives requests up after ${formatSeconds(shortest)}`,
          });
    },
  },
};

interface ExtensionEntry {
  readonly extension: Extension;
  readonly path: DocumentPath;
}

const extensionsIn = ({ model }: Context): ExtensionEntry[] =>
  model.extensions.map((extension, i) => ({ extension, path: ["extensions", i] }));

/** The extensions that are workloads of the file. */
function askedIn(context: Context) {
  return extensionsIn(context).flatMap(({ extension, path }) => {
    const workload = "to" in extension ? context.workloads.get(extension.to) : undefined;
    return workload === undefined ? [] : [{ workload, path }];
  });
}

/** Whether the chain of one extension matches every request of another's. */
function takesAll(first: Extension, second: Extension): boolean {
  if (first.when !== undefined) return first.when === second.when;
  const hosts = first.hosts.length === 0 ? ["*"] : first.hosts;
  if (hosts.includes("*")) return true;
  return (
    second.when === undefined &&
    second.hosts.length > 0 &&
    second.hosts.every((host) =>
      hosts.some((one) => one === host || (one.startsWith("*") && host.endsWith(one.slice(1)))),
    )
  );
}
