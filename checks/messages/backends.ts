import { list, show, text } from "./text";

export const mixedKinds = (first: string, other: string) =>
  text(
    `${first} and ${other} in one workload; a workload is one backend service, and that holds one kind of backend`,
    "make two workloads, and share traffic with weights in `to`",
  );

export const onlyOneBackend = (kind: string, region: string, count: number) =>
  text(
    `${count} backends of the kind ${kind} in ${region}; a backend service takes one`,
    "make a workload of each, and share traffic with weights in `to`",
  );

export const sameBackend = (name: string, other: string) =>
  text(`${name} is listed twice, also at ${other}`, "remove one of the two");

export const sameGroup = (what: string, zone: string, other: string) =>
  text(`${what} of ${zone} are listed twice, also at ${other}`, "put them together: a zone has one group of them");

export const tooManyBackends = (count: number, max: number, region: string) =>
  text(
    `${count} backends in ${region}; a backend service takes ${max}`,
    "make two workloads, and share traffic with weights in `to`",
  );

export const nearlyTooManyBackends = (count: number, max: number, region: string) =>
  text(`${count} of the ${max} backends that a backend service takes in ${region}`, "plan for a second workload");

export const notForKind = (word: string, kind: string, why: string, instead?: string) =>
  text(`"${word}" does not go with ${kind}: ${why}`, instead === undefined ? `remove "${word}"` : `write "${instead}"`);

export const rateOfRegionalGroup = () =>
  text(
    `"maxRate" does not go with a regional instance group: it knows a rate per instance only`,
    'write "maxRatePerInstance"',
  );

export const sharedGroup = (group: string, mode: string, otherMode: string, other: string) =>
  text(
    `the instance group ${show(group)} is balanced by ${mode} here and by ${otherMode} in ${show(other)}; Google refuses that`,
    "give both the same kind of capacity (`maxUtilization`, or a rate)",
  );

export const portNameTwice = (portName: string, group: string, port: number, otherPort: number, other: string) =>
  text(
    `the named port ${show(portName)} of ${show(group)} is ${port} here and ${otherPort} in ${show(other)}`,
    "give one of the workloads a `portName` of its own",
  );

export const namedPortTwice = (portName: string, group: string, other: string) =>
  text(
    `the named port ${show(portName)} of ${show(group)} is created here and in ${show(other)}`,
    'remove "namedPort" from one of the two',
  );

export const namedPortNeedsZone = (group: string) =>
  text(
    `no named port can be made on ${show(group)}: it needs a zonal group, written as ZONE/NAME`,
    'set the named port on the group itself, and remove "namedPort"',
  );

export const namedPortNeedsGroup = (kind: string) =>
  text(`no named port can be made on ${kind}: only instance groups have named ports`, 'remove "namedPort"');

export const namedPortUnconfirmed = (group: string, portName: string, port: number) =>
  text(
    `nobody has said that ${show(group)} has the named port ${show(portName)} = ${port}; without it every backend stays unhealthy`,
    `set it (gcloud compute instance-groups set-named-ports … --named-ports=${portName}:${port}) and say \`portName: ${portName}\`, or write \`namedPort: create\``,
  );

export const endpointTwice = (endpoint: string, other: string) =>
  text(`the endpoint ${endpoint} appears twice, also at ${other}`, "remove one of the two");

export const endpointPort = (endpoint: string) =>
  text(`the port of ${show(endpoint)} is out of range`, "allowed: 1 to 65535");

export const nothingServes = (kind: string, word: string) =>
  text(`nothing says which ${kind} serves`, `write \`${word}\` or \`urlMask\``);

export const maskWithoutPlaceholder = (mask: string, placeholder: string) =>
  text(
    `the URL mask ${show(mask)} has no ${placeholder}, so that it takes no name from the URL`,
    `put ${placeholder} where the name stands`,
  );

export const oddService = (found: string, kind: string) =>
  text(`${show(found)} does not look like the name of a ${kind}`, "write its name alone, as the console lists it");

export const mixedEndpoints = (kinds: readonly string[]) =>
  text(
    `endpoints by ${list(kinds)} in one workload; Google takes one type of internet endpoint in a backend service`,
    "make a workload of each",
  );

export const severalProviders = (hosts: readonly string[]) =>
  text(
    `${list(hosts)} serve this workload, and the Host header can be only one of them: it stays the client's`,
    "make a workload of each, unless all of them answer to the client's host",
  );

export const privateInternetAddress = (ip: string) =>
  text(
    `${ip} is a private address; internet endpoints are reached over the internet`,
    "write `hybridEndpoints` for addresses behind VPN or Interconnect",
  );

export const instanceTwice = (instance: string, other: string) =>
  text(
    `${show(instance)} is in another instance group of this file too (${other}); a machine can be in one that is load balanced`,
    "let both workloads use one group, with a `portName` for each",
  );
