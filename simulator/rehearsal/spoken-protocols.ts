import type { View } from "../control-plane/state";
import { endpointId, isDirect, type ServedEndpoint } from "../data-plane/load-balancer";

/**
 * Whether a server understands what the proxies speak to it now. Servers go on speaking the protocol with which they were
 * first met: nobody tells them that their backend service has another one. What stands before servers (serverless, Private
 * Service Connect, the internet) understands every one here.
 */
export function createSpokenProtocols(state: View): (endpoint: ServedEndpoint) => boolean {
  const spoken = new Map<string, string>();
  return (endpoint) => {
    const protocol = state.get("backendServices", endpoint.service)?.protocol;
    // A backend service that is gone is served until no URL map leads to it.
    if (protocol === undefined || !isDirect(endpoint)) return true;
    const id = endpointId(endpoint);
    const first = spoken.get(id) ?? protocol;
    spoken.set(id, first);
    return protocol === first;
  };
}
