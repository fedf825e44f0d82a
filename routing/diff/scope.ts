import { textEndsWith, textIs } from "../automata/texts";
import type { Request } from "../evaluate/decision";
import type { Listener } from "../readers/named-url-map";
import { plainAtom } from "./atom";
import type { Literal } from "./find-request";
import { HOST, SCHEME } from "./variables";

/** Which requests are compared: those that some listeners take. */
export interface Scope {
  /** Empty where nobody says what listens: then every request is compared. */
  readonly listeners: readonly Listener[];
  /** Ports of other listeners: no client names them in requests to these. */
  readonly otherPorts: readonly number[];
}

export const ANY_REQUEST: Scope = { listeners: [], otherPorts: [] };

export const DEFAULT_PORT = { http: 80, https: 443 } as const;

/** The port that a host names, or that a pattern of hosts asks for. */
export function portIn(host: string): number | undefined {
  const [, port] = /:(\d+)$/.exec(host) ?? [];
  return port === undefined ? undefined : Number(port);
}

const isDefault = ({ protocol, port }: Listener) => port === DEFAULT_PORT[protocol];
const portOf = (listener: Listener) => (isDefault(listener) ? "" : `:${listener.port}`);

/** The listeners that take requests to the hosts of a pattern: the one whose port it has, otherwise all. */
function listenersOf({ listeners }: Scope, pattern: string): readonly Listener[] {
  const own = listeners.filter(({ port }) => port === portIn(pattern));
  return own.length > 0 ? own : listeners;
}

/** Whether a request's scheme is one that a listener takes. */
export function admits(scope: Scope, pattern: string, { scheme }: Request): boolean {
  const listeners = listenersOf(scope, pattern);
  return listeners.length === 0 || listeners.some(({ protocol }) => protocol === scheme);
}

/** What holds for every request of the scope to the hosts of a pattern. */
export function literalsOf(scope: Scope, pattern: string): Literal[] {
  const protocols = [...new Set(listenersOf(scope, pattern).map(({ protocol }) => protocol))];
  const [only] = protocols;
  return [
    ...(only !== undefined && protocols.length === 1
      ? [{ atom: plainAtom(SCHEME, only, textIs(only)), holds: true }]
      : []),
    ...scope.otherPorts.map((port) => ({ atom: plainAtom(HOST, `:${port}`, textEndsWith(`:${port}`)), holds: false })),
  ];
}

/** What a client adds to a host that stands for all others. */
export function usualPort({ listeners: [first, ...others] }: Scope): string {
  return first === undefined || others.some(isDefault) ? "" : portOf(first);
}

/** Whether any request of the scope names a host of this pattern. */
export const isNamed = ({ otherPorts }: Scope, pattern: string): boolean =>
  !otherPorts.some((port) => port === portIn(pattern));

/** Whether clients name hosts of this pattern: without a port for a default one, otherwise with it. */
export function isUsual({ listeners }: Scope, pattern: string): boolean {
  if (pattern === "*" || listeners.length === 0) return true;
  const suffix = pattern.slice(pattern.length - `:${portIn(pattern)}`.length);
  return listeners.some((listener) => portOf(listener) === (portIn(pattern) === undefined ? "" : suffix));
}

/** Hosts as the user wrote them: what the same host has with a listener's port is left out. */
export function foldPorts({ listeners }: Scope, hosts: readonly string[]): string[] {
  const known = new Set(hosts);
  const isFolded = (host: string) =>
    listeners.some(({ port }) => host.endsWith(`:${port}`) && known.has(host.slice(0, -`:${port}`.length)));
  return hosts.filter((host) => !isFolded(host));
}

/** The host and port to which a client sends a request, whatever its Host header says. */
export function authorityOf({ listeners }: Scope, scheme: Request["scheme"], host: string): string {
  const own = listeners.filter(({ protocol }) => protocol === scheme);
  const [first] = own;
  const port = portIn(host) ?? DEFAULT_PORT[scheme];
  if (first === undefined || own.some((listener) => listener.port === port)) return host;
  return `${host.replace(/:\d+$/, "")}${portOf(first)}`;
}
