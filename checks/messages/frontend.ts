import { list, show, text } from "./text";

export const portTaken = (port: number, other: string) =>
  text(
    `port ${port} is served by ${other} already: an address and port belong to one listener`,
    "choose another port, or remove one",
  );

export const redirectWithoutHttps = (ports: readonly number[]) =>
  text(
    `this listener sends everybody to HTTPS on port 443, and ${ports.length === 0 ? "no listener serves HTTPS" : `HTTPS is served on ${list(ports.map(String))} only`}`,
    "add a listener `https: 443` with its certificates, or remove `redirect`",
  );

export const plainHttp = (port: number) =>
  text(
    `HTTP on port ${port} of an external address: prompts, answers and API keys cross the internet in clear text`,
    "add `https: 443` with a certificate and `redirect: https` here, or make it `exposure: internal`",
  );

export const hostPortUnserved = (host: string, ports: readonly number[]) =>
  text(`${show(host)} names a port that no listener serves`, `listeners serve ${list(ports.map(String))}`);

export const standardTierInternet = () =>
  text("internet endpoints are reached in the premium tier only", "write `networkTier: premium`, or leave it out");
