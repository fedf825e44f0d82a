import { show, text } from "./text";

export const checkTimeoutAboveInterval = (timeout: string, interval: string) =>
  text(
    `the health check waits ${timeout} for an answer and asks every ${interval}; it may wait at most as long as the interval`,
    `write \`interval: ${timeout}\`, or a timeout of at most ${interval}`,
  );

export const notForCheck = (word: string, protocol: string) =>
  text(`${protocol} health checks know no "${word}"`, `remove "${word}", or change the check's "protocol"`);

export const grpcCheckUnsupported = (kind: string) =>
  text(
    `gRPC health checks do not go with ${kind}: the proxies ask it themselves`,
    "write `protocol: http` or `protocol: tcp`",
  );

export const checkPathTooLong = (length: number, max: number) =>
  text(`the path has ${length} characters; a health check takes ${max}`, "shorten it");

export const checkTextTooLong = (length: number, max: number) =>
  text(`the expected text has ${length} characters; a health check takes ${max}`, "shorten it");

export const checkTextNotAscii = (found: string) =>
  text(`the expected text ${show(found)} is not plain ASCII`, "expect a part of the answer without other characters");

export const paidHealthCheck = (path: string, ready: string | undefined) =>
  text(
    `${path} runs a model: with every prober asking every few seconds, that is paid for all day, and a busy model looks dead`,
    ready === undefined
      ? "ask a path that only says whether the server is ready"
      : `write \`path: ${ready}\`, or leave it out`,
  );

export const checkOfNothing = (path: string, server: string, ready: string) =>
  text(`${path} of ${server} answers before the model is loaded`, `write \`path: ${ready}\`, or leave it out`);

export const healthPathGuessed = () =>
  text(
    'nothing names a health path, so that "/" is asked, where most model servers answer 404',
    "name the `server`, or write `healthCheck: { path: … }`",
  );

export const checksOtherPort = (port: number, serving: number) =>
  text(
    `port ${port} is checked while port ${serving} serves: a missing named port shows as 503 behind a healthy backend`,
    "leave `port` out, so that the port that serves is checked",
  );
