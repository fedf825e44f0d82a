import type * as google from "../../../routing/url-map";
import type { Duration, FractionalPercent, HeaderMutations, HeaderValueOption } from "./api";

/** `{ seconds: "1", nanos: 500000000 }` → `"1.500000000s"`. */
export function duration({ seconds, nanos }: google.Duration): Duration {
  return nanos ? `${seconds}.${String(nanos).padStart(9, "0")}s` : `${seconds}s`;
}

/** 12.5 → 125,000 of a million. */
export function percentage(percent: number): FractionalPercent {
  return { numerator: Math.round(percent * 10_000), denominator: "MILLION" };
}

/** The header changes of one level of a URL map, for the level of the route configuration that stands for it. */
export function headerMutations(action: google.HeaderAction = {}): HeaderMutations {
  return {
    request_headers_to_remove: action.requestHeadersToRemove,
    request_headers_to_add: action.requestHeadersToAdd?.map(headerValueOption),
    response_headers_to_remove: action.responseHeadersToRemove,
    response_headers_to_add: action.responseHeadersToAdd?.map(headerValueOption),
  };
}

function headerValueOption({ headerName, headerValue, replace }: google.HeaderOption): HeaderValueOption {
  return {
    // In Envoy a value is a format string.
    header: { key: headerName, value: headerValue.replaceAll("%", "%%") },
    append_action: replace ? "OVERWRITE_IF_EXISTS_OR_ADD" : "APPEND_IF_EXISTS_OR_ADD",
    keep_empty_value: true,
  };
}
