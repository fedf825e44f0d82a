import { formatPath, formatValue } from "../../config/finding";
import { exclusive } from "../../config/schema/messages";
import { writtenHosts } from "../context";
import { at, atKey, type Rules, repeats } from "../rule";
import { SOURCES } from "./sources";

export const FRONTEND_RULES: Rules = {
  "port-taken": {
    severity: "error",
    title: "Two listeners on one port",
    why: "An address and port belong to one forwarding rule.",
    fix: "Choose another port, or remove one.",
    source: SOURCES.forwardingRules,
    *check({ listeners }) {
      for (const [{ words, path, port }, first] of repeats(listeners, (one) => one.port))
        yield at([...path, words.http === undefined ? "https" : "http"], {
          what: `port ${port} is served by ${formatPath(first.path)} already: an address and port belong to one listener`,
        });
    },
  },
  "not-when-internal": {
    severity: "error",
    title: "A word that only an external proxy knows",
    why: "An internal address has no network tier, and Google runs no URL map tests for internal load balancers.",
    fix: "Remove it, or write `exposure: external`.",
    source: SOURCES.features,
    *check({ config, external }) {
      if (external) return;
      if (config.frontend?.networkTier !== undefined)
        yield at(
          ["frontend", "networkTier"],
          exclusive("networkTier", "exposure: internal", "an internal address has no tier"),
        );
      if (config.urlMapTests === true)
        yield at(
          ["urlMapTests"],
          exclusive("urlMapTests", "exposure: internal", "Google runs URL map tests for external load balancers only"),
        );
    },
  },
  "not-when-external": {
    severity: "error",
    title: "A word that only an internal proxy knows",
    why: "An external address is reached from everywhere, and global access is about clients of other regions in the VPC. Google chooses external addresses: one that is known beforehand is reserved first. Private Service Connect publishes internal balancers.",
    fix: "Remove it, or write `exposure: internal`.",
    source: SOURCES.features,
    *check({ config, external }) {
      if (external && config.frontend?.address?.ip !== undefined)
        yield at(["frontend", "address", "ip"], {
          what: "Google chooses an external address itself, so that `ip` has no place beside `exposure: external`",
          fix: "remove it; or reserve an address (`gcloud compute addresses create`), and name it as `existing`",
        });
      if (external && config.frontend?.globalAccess === true)
        yield at(
          ["frontend", "globalAccess"],
          exclusive("globalAccess", "exposure: external", "an external address is reached from everywhere"),
        );
      if (external && config.frontend?.publish !== undefined)
        yield atKey(
          ["frontend", "publish"],
          exclusive("publish", "exposure: external", "Private Service Connect publishes internal balancers only"),
        );
    },
  },
  "redirect-without-https": {
    severity: "error",
    title: "A redirect to HTTPS where nothing serves HTTPS on 443",
    why: "The redirect leads to port 443 of the same address.",
    fix: "Add a listener `https: 443` with its certificates, or remove `redirect`.",
    source: SOURCES.urlMaps,
    *check({ listeners }) {
      const ports = listeners.flatMap(({ words }) => words.https ?? []);
      if (ports.includes(443)) return;
      for (const { path, words } of listeners)
        if (words.redirect !== undefined)
          yield at([...path, "redirect"], {
            what: `this listener sends everybody to HTTPS on port 443, and ${ports.length === 0 ? "no listener serves HTTPS" : `HTTPS is served on ${ports.join(", ")} only`}`,
          });
    },
  },
  "plain-http": {
    severity: "warning",
    title: "Plain HTTP on the internet",
    why: "Prompts, answers and API keys cross the internet in clear text.",
    fix: "Add an HTTPS listener, and `redirect: https` on the HTTP one.",
    source: SOURCES.certificates,
    *check({ config, listeners, external }) {
      if (!external) return;
      if (config.frontend?.listeners === undefined) yield at(["frontend"], plainHttp(80));
      for (const { path, words } of listeners)
        if (words.http !== undefined && words.redirect === undefined)
          yield at([...path, "http"], plainHttp(words.http));
    },
  },
  "host-port-unserved": {
    severity: "warning",
    title: "A host with a port that nobody serves",
    why: "No request can reach its rules.",
    fix: "Remove the port from the host, or serve it.",
    source: SOURCES.urlMaps,
    *check({ config, listeners }) {
      const served = listeners.length > 0 ? listeners.map(({ port }) => port) : [80];
      for (const { host, path } of writtenHosts(config)) {
        const [, port] = /:(\d+)$/.exec(host) ?? [];
        if (port !== undefined && !served.includes(Number(port)))
          yield at(path, {
            what: `${formatValue(host)} names a port that no listener serves`,
            fix: `listeners serve ${served.join(", ")}`,
          });
      }
    },
  },
  "standard-tier-internet": {
    severity: "warning",
    title: "Internet endpoints in the standard tier",
    why: "Internet NEGs are for the premium tier only.",
    fix: "Write `networkTier: premium`, or leave it out.",
    source: SOURCES.internet,
    *check({ config, backends }) {
      if (config.frontend?.networkTier === "standard" && backends.some(({ kind }) => kind === "internet"))
        yield at(["frontend", "networkTier"], { what: "internet endpoints are reached in the premium tier only" });
    },
  },
};

const plainHttp = (port: number) => ({
  what: `HTTP on port ${port} of an external address: prompts, answers and API keys cross the internet in clear text`,
  fix: "add `https: 443` with a certificate and `redirect: https` here, or make it `exposure: internal`",
});
