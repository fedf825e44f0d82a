import type { IConstruct } from "constructs";
import { type Finding, formatPath, shown } from "../config/finding";
import type { Model } from "../config/model/model";
import { derivedRange, tooOldFor } from "../config/model/provider-version";

/** Props that the schema refuses: every problem at once, each with its path below the construct. */
export function invalidProps(scope: IConstruct, findings: readonly Finding[]): Error {
  const lines = findings
    .map(shown)
    .map(({ path, what, fix }) => `  ${formatPath(path) || "props"}: ${what}\n    ${fix}`);
  return new Error(`[${scope.node.path}] these props cannot become a proxy:\n${lines.join("\n")}`);
}

/** The routing names a backend service that nobody made: a fault of this program, not of its input. */
export function unknownService(scope: IConstruct, service: string): Error {
  return new Error(`[${scope.node.path}] the URL map names a service ${JSON.stringify(service)} that is not there`);
}

/** The stack's own range of the google provider, as the bindings pin it or as it overrides them. */
export function providerTooOld(models: readonly Model[], range: string): string[] {
  return tooOldFor(models, range).map(
    ({ feature, since }) =>
      `the stack allows google provider ${range}, and ${since} is needed: ${feature}; write \`stack.addOverride("terraform.required_providers.google.version", "${derivedRange(models)}")\``,
  );
}

/** A short name stands for a path that begins with the project. */
export function projectNeeded(stack: string, what: string): Error {
  return new Error(
    `[${stack}] ${JSON.stringify(what)} is a short name, which needs the project\n  set \`project\`, or write the self link`,
  );
}
