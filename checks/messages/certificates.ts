import { show, text } from "./text";

export const certificateCollision = (domain: string, other: string, name: string) =>
  text(
    `the certificates of ${domain} and ${other} would both be named ${name}`,
    "use an `existing` certificate for one of the two",
  );

export const mixedCertificates = (compute: string, manager: string) =>
  text(
    `Compute certificates (${compute}) and Certificate Manager certificates (${manager}) in one listener; a proxy takes one of the two`,
    "keep one kind; certificates of Certificate Manager are `managed`, or `existing: certificates/NAME`",
  );

export const tooManyCertificates = (count: number, max: number, kind: string) =>
  text(
    `${count} certificates; a listener takes ${max} ${kind} certificates`,
    `remove ${count - max}, or serve them from another listener`,
  );

export const nearlyTooManyCertificates = (count: number, max: number, kind: string) =>
  text(
    `${count} of the ${max} ${kind} certificates that a listener takes`,
    "plan for another proxy before the list is full",
  );

export const weakTls = (version: string) =>
  text(
    `clients may use TLS ${version}, which browsers and standards have given up`,
    'write `minVersion: "1.2"`, or leave it out',
  );

export const hostWithoutCertificate = (host: string, port: number) =>
  text(
    `no certificate of port ${port} is for ${show(host)}: clients will refuse the connection`,
    `add it: \`managed: [${host}]\``,
  );
