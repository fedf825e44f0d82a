import { FAMILIES } from "./kinds";
import type { Backend, ProxyOnlySubnet, Workload } from "./model";

/** What is called by words of the user's: its Terraform address, or a part of it. */

/** Lower-case letters, digits and single hyphens, as RFC 1035 wants names. */
export function sanitize(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
}

/** What a proxy-only subnet is called, in its name too: Google refuses to grow it, so another range is another subnet. */
export const proxyOnlyId = (range: string): string => `proxy-only-${sanitize(range)}`;

/** The ranges that proxies reach backends from: while two subnets are swapped, both. */
export const proxyRanges = ({ range, backup }: ProxyOnlySubnet): string[] =>
  backup === undefined ? [range] : [range, backup];

/** What a workload's group is called: by its id, and the backend's where there can be several. */
export const groupId = ({ id, family }: Pick<Workload, "id" | "family">, backend: Backend): string =>
  FAMILIES[family].single ? id : `${id}-${backend.id}`;

/** What an endpoint of a group is called. */
export const endpointId = (group: string, { ip, port }: { readonly ip: string; readonly port: number }): string =>
  `${group}-${sanitize(ip)}-${port}`;

/** The domain whose DNS record speaks for another: one record is enough for `example.com` and `*.example.com`. */
export const authorizedDomain = (domain: string): string => domain.replace(/^\*\./, "");

/** Whether the certificate of a domain is good for a host: a wildcard for names one label below, and no more. */
export const certifies = (domain: string, host: string): boolean =>
  domain === host || (domain.startsWith("*.") && host.replace(/^[^.]+/, "*") === domain);

/** What a managed certificate is called. No domain becomes a text with an underscore. */
export const certificateId = (domain: string): string =>
  `${domain.startsWith("*.") ? "wildcard_" : ""}${sanitize(domain)}`;
