import { createHash } from "node:crypto";
import { serves } from "../../config/model/listeners";
import type { Listener, Model } from "../../config/model/model";
import { LARGE_URL_MAP, LONGEST_NAME, URL_MAP } from "../../platform/facts";
import { groupsBy } from "../group-by";
import { compareTexts } from "../order";
import type { HostRule, PathMatcher, UrlMap } from "../url-map";
import { bytesOf, type ServiceLink } from "./limits";

/** A host as the user wrote it, with the path matcher that is named after it. */
export interface HostMatcher {
  readonly host: string;
  /** More names of it. */
  readonly aliases: readonly string[];
  readonly matcher: PathMatcher;
}

type HostLayout = Required<Pick<UrlMap, "hostRules" | "pathMatchers">>;

/**
 * Host rules and path matchers, sorted. Each host has a path matcher of its own, so that no host's changes touch another's;
 * where that makes the URL map outgrow a limit, hosts that serve the same share one.
 */
export function layOutHosts(
  matchers: readonly HostMatcher[],
  { frontend, scheme }: Model,
  link: ServiceLink,
): HostLayout {
  const ports = portsOf(frontend.listeners);
  const written = new Set(matchers.map(({ host }) => host));
  const served = matchers.map(({ host, aliases, matcher }) => ({
    hosts: [host, ...aliases].flatMap((name) => hostsOf(name, ports, written)),
    matcher,
  }));
  const layout = layoutOf(served);
  const outgrown = layout.hostRules.length > URL_MAP.hostRules[scheme] || bytesOf(layout, link) > LARGE_URL_MAP[scheme];
  return outgrown ? layoutOf(shared(served)) : layout;
}

interface ServedHosts {
  readonly hosts: readonly string[];
  readonly matcher: PathMatcher;
}

function layoutOf(served: readonly ServedHosts[]): HostLayout {
  return {
    hostRules: served
      .flatMap(({ hosts, matcher }) => hostRulesFor(hosts, matcher.name))
      .sort((a, b) => compareTexts(a.hosts[0] ?? "", b.hosts[0] ?? "")),
    pathMatchers: served.map(({ matcher }) => matcher).sort((a, b) => compareTexts(a.name, b.name)),
  };
}

/** One path matcher, named after its first host, for all the hosts that serve the same. */
function shared(served: readonly ServedHosts[]): ServedHosts[] {
  return groupsBy(served, ({ matcher }) => JSON.stringify({ ...matcher, name: "" })).map((alike) => ({
    hosts: alike.flatMap(({ hosts }) => hosts),
    matcher: alike[0].matcher,
  }));
}

/**
 * The hosts that serve what a user's host serves: itself, and with the port of each listener, because the proxy does not
 * strip the port of a request. A host that the user wrote with its port stands for itself; `*` already takes every port.
 *
 * @param written every host that the user wrote
 * @see https://cloud.google.com/load-balancing/docs/url-map-concepts
 */
function hostsOf(host: string, ports: readonly number[], written: ReadonlySet<string>): string[] {
  if (host === "*" || /:\d+$/.test(host)) return [host];
  return [host, ...ports.map((port) => `${host}:${port}`).filter((withPort) => !written.has(withPort))];
}

/**
 * The ports at which requests reach the URL map: not those of listeners that only redirect to HTTPS. Each once, though two
 * listeners claim it: the checks say so.
 */
function portsOf(listeners: readonly Listener[]): number[] {
  return [...new Set(listeners.filter(serves).map(({ port }) => port))].sort((a, b) => a - b);
}

/** A host rule for each thousand hosts. */
export function hostRulesFor(hosts: readonly string[], pathMatcher: string): HostRule[] {
  const sorted = [...hosts].sort(compareTexts);
  const rules: HostRule[] = [];
  for (let start = 0; start < sorted.length; start += URL_MAP.hostsPerRule)
    rules.push({ hosts: sorted.slice(start, start + URL_MAP.hostsPerRule), pathMatcher });
  return rules;
}

/**
 * The path matcher's name for a host, of that host alone: `ai.example.com` → `ai-example-com`. What is not plain (wildcards,
 * ports, hyphens, which dots become too, great length) gets a hash, so that no two hosts share a name.
 */
export function pathMatcherName(host: string): string {
  if (host === "*") return "any";
  const slug = host
    .replace(/^\*/, "wildcard")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^(?=\d)/, "host-");
  if (/^[a-z][a-z0-9]*(?:\.[a-z0-9]+)+$/.test(host) && slug.length <= LONGEST_NAME) return slug;
  const hash = createHash("sha256").update(host).digest("hex").slice(0, 8);
  return `${slug.slice(0, LONGEST_NAME - hash.length - 1).replace(/-+$/, "")}-${hash}`;
}
