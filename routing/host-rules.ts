import { createHash } from "node:crypto";
import type { Listener } from "../config/model";
import { MOST } from "./limits";
import { compareTexts } from "./order";

/**
 * The hosts that serve what a user's host serves: itself, and with the port of each listener, because the proxy does not
 * strip the port of a request. A host that the user wrote with its port stands for itself; `*` already takes every port.
 *
 * @param written every host that the user wrote
 * @see https://cloud.google.com/load-balancing/docs/url-map-concepts
 */
export function hostsOf(host: string, ports: readonly number[], written: ReadonlySet<string>): string[] {
  if (host === "*" || /:\d+$/.test(host)) return [host];
  return [host, ...ports.map((port) => `${host}:${port}`).filter((withPort) => !written.has(withPort))];
}

/**
 * The ports at which requests reach the URL map: not those of listeners that only redirect to HTTPS. Each once, though two
 * listeners claim it: the checks say so.
 */
export function portsOf(listeners: readonly Listener[]): number[] {
  const serving = listeners.filter((listener) => listener.protocol === "https" || !listener.redirectToHttps);
  return [...new Set(serving.map(({ port }) => port))].sort((a, b) => a - b);
}

/** A host rule for each thousand hosts. */
export function hostRulesFor(
  hosts: readonly string[],
  pathMatcher: string,
): { hosts: string[]; pathMatcher: string }[] {
  const sorted = [...hosts].sort(compareTexts);
  const rules = [];
  for (let start = 0; start < sorted.length; start += MOST.hostsPerRule)
    rules.push({ hosts: sorted.slice(start, start + MOST.hostsPerRule), pathMatcher });
  return rules;
}

const LONGEST_NAME = 63;

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
