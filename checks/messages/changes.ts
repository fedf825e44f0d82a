import { show, text } from "./text";

const SECOND_PROXY = "make a second proxy under another name, move clients, then destroy this one";

export const newStack = (stack: string) =>
  text(
    `${stack} is a new stack: it gets a new address and a state of its own`,
    "point DNS to its `http_proxy_ip` once it serves",
  );

export const removedStack = (stack: string) =>
  text(
    `the stack ${stack} is no longer made; its resources stay until they are destroyed`,
    `run \`npx cdktf destroy ${stack}\` with the old file when nobody uses it any more`,
  );

/** What two stacks cannot both have. */
export type Clash = "subnet" | "range" | "address";

const CLASHES: Readonly<Record<Clash, readonly [why: string, fix: string]>> = {
  subnet: [
    "a VPC has one active proxy-only subnet in a region",
    "name the old stack's subnet as `existing` in the new one, and run `terraform state rm google_compute_subnetwork.proxy-only` in the old stack before it is destroyed",
  ],
  range: ["the ranges of their proxy-only subnets overlap", "give the new one another range"],
  address: ["both serve a port of one address", "give the new one another address, and move clients"],
};

export const stacksClash = (old: string, now: string, clash: Clash) => {
  const [why, fix] = CLASHES[clash];
  return text(
    `${now} cannot stand beside ${old}: ${why}, so that the old stack must be destroyed before, and nothing is served in between`,
    `for a change without a gap, ${fix}`,
  );
};

export const stateMoved = () =>
  text(
    "the state is kept elsewhere: Terraform would begin with an empty one and meet what exists already",
    "run `terraform init -migrate-state` in each stack before the apply",
  );

export const providerChanged = (before: string, after: string) =>
  text(
    `the google provider must now be ${after}; it was ${before}`,
    "run `terraform init -upgrade` in each stack before the apply",
  );

export const projectChanged = (before: string | undefined, after: string | undefined) =>
  text(
    `everything moves from ${before ?? "the project of the variable"} to ${after ?? "the project of the variable"}: each resource is replaced, the address too`,
    SECOND_PROXY,
  );

export const exposureChanged = (before: string, after: string) =>
  text(
    `from ${before} to ${after}: address, forwarding rules and backend services are replaced, and clients need the new address`,
    SECOND_PROXY,
  );

export const vpcChanged = (before: string, after: string) =>
  text(
    `from the VPC ${show(before)} to ${show(after)}: forwarding rules and proxy-only subnet are replaced, and nothing is served in between`,
    SECOND_PROXY,
  );

export const subnetChanged = (before: string, after: string) =>
  text(
    `the address moves from the subnet ${show(before)} to ${show(after)}: it is replaced with the forwarding rules`,
    SECOND_PROXY,
  );

export const rangeChanged = (before: string, after: string) =>
  text(
    `the proxy-only subnet moves from ${before} to ${after}: forwarding rules and subnet are made anew, and nothing is served for some minutes`,
    "choose a quiet hour; a wider range needs this once, so make it wide",
  );

export const subnetReleased = (existing: string) =>
  text(
    `the stack would destroy its own proxy-only subnet for ${show(existing)}, which Google refuses while listeners use it`,
    "run `terraform state rm google_compute_subnetwork.proxy-only` before, and name that subnet as the existing one",
  );

export const subnetTaken = (existing: string) =>
  text(
    `a new proxy-only subnet cannot stand beside ${show(existing)}: a VPC has one active one in a region`,
    `take it over with \`adopt: { proxyOnlySubnet: ${existing} }\`, or keep \`existing\``,
  );

export const firewallRulesRemoved = () =>
  text(
    "the firewall rules that let probers and proxies in are destroyed",
    "see that the other team's rules are in place before the apply",
  );

export const addressChanged = (before: string | undefined, after: string | undefined) =>
  text(
    `the address changes from ${before === undefined ? "the stack's own" : show(before)} to ${after === undefined ? "a new one" : show(after)}: every forwarding rule is replaced`,
    "serve both for a while: a second proxy under another name, then move DNS",
  );

export const tierChanged = (before: string, after: string) =>
  text(
    `from the ${before} to the ${after} tier: address and forwarding rules are replaced, and clients need the new address`,
    SECOND_PROXY,
  );

export const protectedAddress = () =>
  text(
    "the address would be replaced, and `protect` makes Terraform refuse that",
    "keep what it depends on, or take `protect` away in an apply of its own before",
  );

export const keepAliveChanged = () =>
  text(
    "the target proxies are replaced; the forwarding rules move to the new ones without an interruption",
    "nothing is to be done",
  );

export const globalAccessChanged = () =>
  text(
    "global access cannot change in place: every forwarding rule is replaced, and nothing is served for a moment",
    "choose a quiet hour",
  );

export const listenerRemoved = (protocol: string, port: number) =>
  text(`${protocol} on port ${port} is no longer served`, "keep the listener until nobody uses it");

export const listenerProtocolChanged = (port: number, before: string, after: string) =>
  text(
    `port ${port} changes from ${before.toUpperCase()} to ${after.toUpperCase()}: its forwarding rule is replaced, and the port is silent for a moment`,
    `serve ${after.toUpperCase()} on another port first, and move clients`,
  );

export const certificateSwapped = (port: number, domain: string) =>
  text(
    `certificates of port ${port} leave while the managed one for ${domain} is not ready: until Google has issued it, clients are refused`,
    "let the old ones stay until it is ACTIVE; where the kinds differ, make it in Certificate Manager before, and name it as `existing`",
  );

export const certificateProvisioning = (domain: string) =>
  text(
    `the managed certificate for ${domain} serves when Google has seen its DNS record`,
    "add the record that the output `dns_authorization_records` shows after the apply",
  );

export const adoptedLater = (name: string) =>
  text(
    `${show(name)} cannot be taken over: the stack has made a part of its own, and would rename it to one that exists`,
    "delete the stack's own part and take it out of the state before, or leave `adopt` out",
  );

export const adoptionRemoved = (name: string) =>
  text(`the adopted ${show(name)} is replaced by a part with a name of its own`, "keep its line in `adopt`");

export const workloadReplaced = (name: string) =>
  text(
    `${show(name)} moves to another kind of backend: its backend service is replaced, and answers 503 until its health checks have passed`,
    "add it under another name first, apply, let the routes lead there, and remove this one last",
  );

export const groupsReplaced = (name: string) =>
  text(
    `${show(name)} moves to other backends without health checks: requests follow when they are there`,
    "nothing is to be done",
  );

export const backendsSwapped = (name: string) =>
  text(
    `no backend of ${show(name)} stays: the new ones take no requests until their health checks have passed`,
    "list both, apply, wait until the new ones are healthy, then remove the old ones",
  );

export const portChanged = (before: number, after: number) =>
  text(
    `the port changes from ${before} to ${after} for all servers at once, and counts as unhealthy at first`,
    "add a second workload with the new port, move the routes, then remove this one",
  );

export const portNameChanged = (name: string, port: number) =>
  text(`every group now needs the named port ${show(name)} = ${port}`, "set it on the groups before the apply");

export const namedPortTaken = (name: string) =>
  text(
    `the apply fails where the group has the named port ${show(name)} already`,
    "leave `namedPort` out where it does",
  );

export const namedPortReleased = (name: string) =>
  text(
    `the named port ${show(name)} is removed from the group, which then has no port to serve on`,
    "keep `namedPort: create`, or set the port on the group right after the apply",
  );

export const protocolChanged = (before: string, after: string) =>
  text(
    `the proxies change from ${before} to ${after} for all servers at once`,
    "add a second workload with the new protocol, move the routes, then remove this one",
  );

export const healthCheckReplaced = (before: string, after: string) =>
  text(
    `the health check changes from ${before} to ${after}, and judges every backend anew`,
    "see that every server answers it before the apply",
  );

export const answersCut = (name: string, drain: string, longest: string, stays: boolean) =>
  text(
    `${stays ? `a backend of ${show(name)}` : show(name)} leaves, and what it answers is cut ${drain} later: answers may last ${longest}`,
    `set \`drain: ${longest}\` and apply, then let it go`,
  );

export const coldWorkload = (name: string, request: string) =>
  text(
    `${show(name)} is new and takes requests that are served today, such as ${request}: they are answered with 503 until its health checks have passed`,
    "add it first without a route, apply, then change the routes",
  );
