import { createState, type Dump } from "../../../simulator/control-plane/state";
import type { ServedEndpoint } from "../../../simulator/data-plane/load-balancer";
import { createSpokenProtocols } from "../../../simulator/rehearsal/spoken-protocols";

const SERVICE = "projects/p/regions/r/backendServices/llama";

const speaking = (protocol: string): Dump => ({ [SERVICE]: { name: "llama", protocol } }) as Dump;
const behind = (group: string, port = 8000): ServedEndpoint => ({ service: SERVICE, group, port, weight: 100 });

const SERVER = behind("projects/p/zones/z/instanceGroups/g");

test("a server understands the protocol with which it was first met, and no other", () => {
  const state = createState(speaking("HTTP"));
  const understands = createSpokenProtocols(state);
  expect(understands(SERVER)).toBe(true);
  state.replace(speaking("H2C"));
  expect(understands(SERVER)).toBe(false);
  state.replace(speaking("HTTP"));
  expect(understands(SERVER)).toBe(true);
});

test("a server is understood until the end whose backend service is gone", () => {
  const state = createState(speaking("HTTP"));
  const understands = createSpokenProtocols(state);
  understands(SERVER);
  state.replace({});
  expect(understands(SERVER)).toBe(true);
});

test("a server that comes with the new protocol understands that", () => {
  const state = createState(speaking("HTTP"));
  const understands = createSpokenProtocols(state);
  understands(SERVER);
  state.replace(speaking("H2C"));
  expect(understands(behind(SERVER.group, 8001))).toBe(true);
});

test("what stands before servers understands every protocol", () => {
  const state = createState(speaking("HTTP"));
  const understands = createSpokenProtocols(state);
  const run = behind("projects/p/regions/r/networkEndpointGroups/run");
  understands(run);
  state.replace(speaking("HTTP2"));
  expect(understands(run)).toBe(true);
});
