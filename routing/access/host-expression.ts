/** A host as clients may write it, with each port too: Google's proxies keep what they wrote. One with a port is that alone. */
export const withPorts = (host: string, ports: readonly number[]): string[] =>
  /:\d+$/.test(host) ? [host] : [host, ...ports.map((port) => `${host}:${port}`)];

/**
 * The requests for some hosts, as an expression of Service Extensions; every request where none is named.
 * @see https://cloud.google.com/service-extensions/docs/cel-matcher-language-reference
 */
export function hostExpression(hosts: readonly string[], ports: readonly number[]): string {
  const conditions = hosts.flatMap((host) => {
    if (host === "*") return [];
    return withPorts(host, ports).map((name) =>
      name.startsWith("*") ? `request.host.endsWith('${name.slice(1)}')` : `request.host == '${name}'`,
    );
  });
  return conditions.length === 0 || hosts.includes("*") ? "true" : conditions.join(" || ");
}
