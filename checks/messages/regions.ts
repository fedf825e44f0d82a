import { list, show, text } from "./text";

export const regionNotServed = (region: string, served: readonly string[]) =>
  text(
    `this backend is in ${region}, and the proxy serves ${list(served)}: a regional load balancer reaches its own region only`,
    served.length === 1
      ? `use a backend in ${served[0]}, or serve both with \`regions\``
      : `add ${region} to \`regions\`, or remove the backend`,
  );

export const regionContradiction = (said: string, own: string) =>
  text(`\`region\` says ${said}, but the backend itself is in ${own}`, `write ${own}, or remove \`region\``);

export const regionUnknown = (found: string) =>
  text(
    `${show(found)} does not say its region, and several are served`,
    "add `region` beside it, one backend for each region",
  );

export const regionMissing = (key: string, region: string) =>
  text(`"${key}" has nothing for ${region}, which is served`, `add \`${region}:\` to it`);

export const regionUnexpected = (region: string, served: readonly string[]) =>
  text(`${region} is not served; served: ${list(served)}`, `remove it, or add ${region} to \`regions\``);

export const severalLocations = (what: string, found: readonly string[]) =>
  text(`one backend in several ${what}: ${list(found)}`, `write one backend for each of the ${what}`);

export const wrongScope = (what: string, found: string, location: string) =>
  text(`${show(found)} is not ${what} of ${location}, where it must be`, `name ${what} of ${location}, or remove it`);

export const certificateMap = (found: string) =>
  text(
    `${show(found)} is a certificate map; those are for global load balancers only`,
    "list the certificates: `existing: certificates/NAME` for each",
  );
