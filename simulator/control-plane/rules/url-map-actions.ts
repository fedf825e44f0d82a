import {
  INJECTED_STATUS,
  LONGEST,
  LONGEST_DURATION,
  REDIRECT_STATUS,
  RETRY_CONDITIONS,
  WEIGHT,
} from "../../../platform/facts";
import { secondsOf } from "../../../routing/duration";
import { invalidValue } from "../api-error";
import type { Located } from "../json-object";
import type { StoredUrlMap } from "../resources";
import type { View } from "../state";
import { backendsOf } from "./backend-kinds";
import { each, type Flaw, type Row, type RuleSet, rulesOf } from "./rule";
import { SOURCE } from "./sources";
import { actionsOf, fieldOf, redirectsOf, targetsOf } from "./url-map-walk";

const REDIRECT_CODES = Object.keys(REDIRECT_STATUS);

/** A rule that looks at one part of the URL map at a time. */
interface PartRule<T> extends Pick<Row<StoredUrlMap>, "id" | "refuses"> {
  readonly flaw: (part: T) => Flaw;
}

const judging =
  <T>(partsOf: (map: StoredUrlMap) => Located<T>[]) =>
  ({ flaw, ...row }: PartRule<T>): Row<StoredUrlMap> => ({ ...row, write: each(partsOf, flaw) });

const everyAction = judging(actionsOf);
const everyRedirect = judging(redirectsOf);

function outside(value: number, least: number, most: number): boolean {
  return !(value >= least && value <= most);
}

function tooLong(text: string | undefined, most: number): boolean {
  return text !== undefined && (text.length < 1 || text.length > most);
}

export const URL_MAP_ACTIONS: RuleSet = rulesOf("urlMaps", SOURCE.rest("regionUrlMaps"), [
  everyAction({
    id: "url-map.weight",
    refuses: "a weight outside 0 to 1000, or weights that add up to 0",
    flaw: ({ weightedBackendServices: services }) => {
      const weights = services?.map(({ weight = 0 }) => weight) ?? [];
      const bad =
        weights.some((weight) => outside(weight, WEIGHT.min, WEIGHT.max)) ||
        weights.reduce((sum, weight) => sum + weight, 0) === 0;
      return services && bad && ["weightedBackendServices", services, "Weights must be from 0 to 1000, and not all 0."];
    },
  }),
  everyAction({
    id: "url-map.timeout",
    refuses: "a timeout outside 0 to 315576000000 seconds",
    flaw: ({ timeout }) =>
      timeout &&
      outside(secondsOf(timeout), 0, LONGEST_DURATION) && ["timeout", timeout, "The duration is out of range."],
  }),
  everyAction({
    id: "url-map.retry-conditions",
    refuses: "an unknown retry condition",
    flaw: ({ retryPolicy }) => {
      const unknown = retryPolicy?.retryConditions?.find(
        (condition) => !RETRY_CONDITIONS.some((known) => known === condition),
      );
      return (
        unknown !== undefined && [
          "retryPolicy.retryConditions",
          unknown,
          `Must be one of ${RETRY_CONDITIONS.join(", ")}.`,
        ]
      );
    },
  }),
  everyAction({
    id: "url-map.retries",
    refuses: "fewer than one retry, or a time per try of 0",
    flaw: ({ retryPolicy }) => {
      const { numRetries = 1, perTryTimeout } = retryPolicy ?? {};
      if (numRetries < 1) return ["retryPolicy.numRetries", numRetries, "Must be at least 1."];
      return (
        perTryTimeout &&
        secondsOf(perTryTimeout) <= 0 && ["retryPolicy.perTryTimeout", perTryTimeout, "Must be greater than 0."]
      );
    },
  }),
  everyAction({
    id: "url-map.fault-injection",
    refuses: "an injected status outside 200 to 599, or a percentage outside 0 to 100",
    flaw: ({ faultInjectionPolicy }) => {
      const { abort, delay } = faultInjectionPolicy ?? {};
      if (abort && outside(abort.httpStatus, INJECTED_STATUS.min, INJECTED_STATUS.max))
        return ["faultInjectionPolicy.abort.httpStatus", abort.httpStatus, "Must be from 200 to 599."];
      const percentage = [abort?.percentage ?? 0, delay?.percentage ?? 0].find((each) => outside(each, 0, 100));
      return (
        percentage !== undefined && ["faultInjectionPolicy", percentage, "The percentage must be from 0.0 to 100.0."]
      );
    },
  }),
  everyAction({
    id: "url-map.cors-regex",
    refuses: "allowOriginRegexes",
    flaw: ({ corsPolicy }) =>
      (corsPolicy?.allowOriginRegexes ?? []).length > 0 && [
        "corsPolicy.allowOriginRegexes",
        corsPolicy?.allowOriginRegexes,
        "Supported for INTERNAL_SELF_MANAGED only.",
      ],
  }),
  everyAction({
    id: "url-map.max-stream-duration",
    refuses: "maxStreamDuration",
    flaw: (action) =>
      "maxStreamDuration" in action && [
        "maxStreamDuration",
        action.maxStreamDuration,
        "Supported for INTERNAL_SELF_MANAGED only.",
      ],
  }),
  everyAction({
    id: "url-map.rewrite",
    refuses: "a prefix rewrite beside a template rewrite, or one that is too long",
    flaw: ({ urlRewrite: { hostRewrite, pathPrefixRewrite, pathTemplateRewrite } = {} }) => {
      if (pathPrefixRewrite !== undefined && pathTemplateRewrite !== undefined)
        return [
          "urlRewrite",
          pathPrefixRewrite,
          "Only one of pathPrefixRewrite and pathTemplateRewrite may be specified.",
        ];
      if (tooLong(pathPrefixRewrite, LONGEST.path))
        return ["urlRewrite.pathPrefixRewrite", pathPrefixRewrite, "Must be from 1 to 1024 characters."];
      if (tooLong(hostRewrite, LONGEST.host))
        return ["urlRewrite.hostRewrite", hostRewrite, "Must be from 1 to 255 characters."];
      return (
        tooLong(pathTemplateRewrite, LONGEST.template) && [
          "urlRewrite.pathTemplateRewrite",
          pathTemplateRewrite,
          "Must be from 1 to 255 characters.",
        ]
      );
    },
  }),
  everyRedirect({
    id: "url-map.redirect",
    refuses: "a path redirect beside a prefix redirect, a text that is too long, or an unknown code",
    flaw: ({ hostRedirect, pathRedirect, prefixRedirect, redirectResponseCode: code = "FOUND" }) => {
      if (pathRedirect !== undefined && prefixRedirect !== undefined)
        return ["pathRedirect", pathRedirect, "Only one of pathRedirect and prefixRedirect may be specified."];
      if (tooLong(hostRedirect, LONGEST.host))
        return ["hostRedirect", hostRedirect, "Must be from 1 to 255 characters."];
      if (tooLong(pathRedirect ?? prefixRedirect, LONGEST.path))
        return ["pathRedirect", pathRedirect ?? prefixRedirect, "Must be from 1 to 1024 characters."];
      return (
        !REDIRECT_CODES.includes(code) && ["redirectResponseCode", code, `Must be one of ${REDIRECT_CODES.join(", ")}.`]
      );
    },
  }),
  {
    id: "url-map.serverless-mirror",
    source: SOURCE.urlMaps,
    refuses: "a mirror with a serverless backend",
    write: (map, { state }) => {
      const bad = mirrorsOf(map).find(({ mirror }) => familyOf(mirror, state) === "serverless NEG");
      return bad && invalidValue(bad.at, bad.mirror, "Requests cannot be mirrored to serverless backends.");
    },
  },
  {
    id: "url-map.mirror-kind",
    source: SOURCE.urlMaps,
    refuses: "a mirror with another kind of backend than the service it mirrors",
    write: (map, { state }) => {
      for (const { at, service, mirror } of mirrorsOf(map)) {
        const [from, to] = [familyOf(service, state), familyOf(mirror, state)];
        if (from && to && from !== to) return invalidValue(at, mirror, `The mirrored backend service has ${from}.`);
      }
      return undefined;
    },
  },
]);

/** Every mirror, and the service (the first of several) whose requests it gets. */
function mirrorsOf(map: StoredUrlMap) {
  return targetsOf(map).flatMap((target) => {
    const { service, routeAction } = target.value;
    const mirror = routeAction?.requestMirrorPolicy?.backendService;
    const [weighted] = routeAction?.weightedBackendServices ?? [];
    const at = `${fieldOf(target, "routeAction")}.requestMirrorPolicy.backendService`;
    return mirror ? [{ at, mirror, service: service ?? weighted?.backendService }] : [];
  });
}

function familyOf(link: string | undefined, state: View): string | undefined {
  const service = state.get("backendServices", link);
  return service && backendsOf(service, state)[0]?.value.kind.family;
}
