import { list, show, text } from "./text";

export const timeoutTooShort = (timeout: string, profile: string, usual: string, most: string) =>
  text(
    `a timeout of ${timeout} cuts ${profile} answers, which usually take up to ${usual}: it runs to the last byte`,
    `write ${most}, or leave it out`,
  );

export const perTryTooShort = (perTry: string, profile: string, usual: string) =>
  text(`each try gets ${perTry}, and ${profile} answers usually take up to ${usual}`, "leave `perTry` out");

export const perTryAboveTimeout = (perTry: string, timeout: string) =>
  text(
    `each try may take ${perTry}, but the route ends at ${timeout}`,
    `write a \`perTry\` of less than ${timeout}, or leave it out`,
  );

export const retriesRepeatWork = (conditions: readonly string[], profile: string) =>
  text(
    `retries on ${list(conditions)} repeat ${profile} calls that a model has already worked on, and paid for`,
    "write `on: [connect-failure, refused-stream]`, or leave `retry` out",
  );

export const canaryOfItself = (name: string) =>
  text(`${show(name)} is its own canary`, "name another workload, or remove `canary`");

export const splitBreaksAffinity = (names: readonly string[]) =>
  text(
    `each request chooses its workload anew, so that conversations of ${list(names)} hop between versions in spite of \`affinity\``,
    "split by a header or by `model`, or accept it",
  );

export const mirrorDoublesCost = (name: string) =>
  text(
    `${show(name)} works on a copy of every request: the GPU cost of this route doubles`,
    "mirror for as long as the test lasts, or use a small canary",
  );

export const mirrorOfItself = (name: string) =>
  text(`${show(name)} mirrors to itself: it works on every request twice`, "name another workload");

export const mirrorServerless = (name: string) =>
  text(
    `${show(name)} is serverless; Google mirrors to no serverless backends`,
    "mirror to instance groups or endpoint groups",
  );

export const mirrorOtherKind = (name: string, kind: string, other: string, otherKind: string) =>
  text(
    `${show(name)} runs on ${kind}, and ${show(other)} on ${otherKind}; Google mirrors to backends of the same kind only`,
    "mirror to a workload of the same kind",
  );

export const faultEndsRetries = (words: readonly string[]) =>
  text(`while faults are injected, Google ignores ${list(words)} of this route`, "remove `fault` after the test");

export const idleConnections = (server: string, closes: string, advice: string) =>
  text(
    `${server} closes idle connections after ${closes}, and the proxy keeps them for 600s: some requests are answered with 503`,
    advice,
  );
