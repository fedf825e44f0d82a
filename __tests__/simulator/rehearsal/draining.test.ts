import {
  endpointId,
  type LoadBalancer,
  type ServedBackendService,
  type ServedEndpoint,
} from "../../../simulator/data-plane/load-balancer";
import { createDraining } from "../../../simulator/rehearsal/draining";

const SERVICE = "projects/p/regions/r/backendServices/llama";
const GROUP = "projects/p/zones/z/instanceGroups/g";

const OTHER = "projects/p/zones/z/instanceGroups/other";

const endpoint = (instance: string, group = GROUP): ServedEndpoint => {
  return { service: SERVICE, group, instance, port: 8000, weight: 100 };
};
const A = endpoint("a");
const B = endpoint("b");

const times = (timeoutSec: number, drainingTimeoutSec: number) => {
  return { timeoutSec, connectionDraining: { drainingTimeoutSec }, backends: [{ group: GROUP }] };
};

interface Served extends Pick<ServedBackendService, "endpoints" | "idle"> {
  readonly backends: readonly { readonly group: string }[];
  readonly timeoutSec: number;
  readonly connectionDraining: { readonly drainingTimeoutSec: number };
}

/** What is served one after the other; undefined: nothing any more. */
function cutBy(...steps: readonly (Served | undefined)[]): string[] {
  const draining = createDraining();
  const cut = steps.map((step) => {
    const { endpoints = [], idle, ...resource } = step ?? {};
    const backendServices: LoadBalancer["backendServices"] = new Map(
      step && [[SERVICE, { resource: { name: "llama", ...resource }, endpoints, idle }]],
    );
    return draining({ listeners: [], backendServices });
  });
  expect(cut.slice(0, -1).flat()).toEqual([]);
  return cut.at(-1) ?? [];
}

test.each<[string, (Served | undefined)[], ServedEndpoint[]]>([
  [
    "an endpoint leaves and drains for less than its timeout",
    [
      { ...times(600, 60), endpoints: [A, B] },
      { ...times(600, 60), endpoints: [A] },
    ],
    [B],
  ],
  [
    "an endpoint leaves and drains as long as its timeout",
    [
      { ...times(600, 600), endpoints: [A, B] },
      { ...times(600, 600), endpoints: [A] },
    ],
    [],
  ],
  [
    "an endpoint leaves that drains for an hour, which is as long as it can",
    [
      { ...times(86_400, 3600), endpoints: [A, B] },
      { ...times(86_400, 3600), endpoints: [A] },
    ],
    [],
  ],
  ["the backend service goes", [{ ...times(600, 60), endpoints: [A, B] }, undefined], [A, B]],
  ["the backend service goes that drains long", [{ ...times(600, 600), endpoints: [A, B] }, undefined], [A, B]],
  [
    "a group leaves its backend service, however long that drains",
    [
      { ...times(600, 600), backends: [{ group: GROUP }, { group: OTHER }], endpoints: [A, endpoint("c", OTHER)] },
      { ...times(600, 600), endpoints: [A] },
    ],
    [endpoint("c", OTHER)],
  ],
  [
    "a group leaves its backend service that took nothing any more",
    [
      {
        ...times(600, 600),
        backends: [{ group: GROUP }, { group: OTHER }],
        endpoints: [A],
        idle: [endpoint("c", OTHER)],
      },
      { ...times(600, 600), endpoints: [A] },
    ],
    [],
  ],
  [
    "nobody leaves",
    [
      { ...times(600, 0), endpoints: [A] },
      { ...times(600, 0), endpoints: [B, A] },
    ],
    [],
  ],
  [
    "an endpoint gets another share",
    [
      { ...times(600, 0), endpoints: [A] },
      { ...times(600, 0), endpoints: [{ ...A, weight: 50 }] },
    ],
    [],
  ],
  [
    "an endpoint takes nothing any more, and stays",
    [
      { ...times(600, 0), endpoints: [A, B] },
      { ...times(600, 0), endpoints: [A], idle: [B] },
    ],
    [],
  ],
  [
    "an endpoint leaves that took nothing any more since the change began",
    [
      { ...times(600, 0), endpoints: [A, B] },
      { ...times(600, 0), endpoints: [A], idle: [B] },
      { ...times(600, 0), endpoints: [A] },
    ],
    [B],
  ],
  [
    "draining becomes shorter as an endpoint leaves",
    [
      { ...times(600, 600), endpoints: [A, B] },
      { ...times(600, 60), endpoints: [A] },
    ],
    [B],
  ],
  [
    "draining becomes shorter after an endpoint has left",
    [
      { ...times(600, 600), endpoints: [A, B] },
      { ...times(600, 600), endpoints: [A] },
      { ...times(600, 60), endpoints: [A] },
    ],
    [B],
  ],
  [
    "draining becomes longer as an endpoint leaves",
    [
      { ...times(600, 60), endpoints: [A, B] },
      { ...times(600, 600), endpoints: [A] },
    ],
    [B],
  ],
  [
    "the timeout becomes longer than draining as an endpoint leaves, which answers under way do not have",
    [
      { ...times(600, 600), endpoints: [A, B] },
      { ...times(1200, 600), endpoints: [A] },
    ],
    [],
  ],
  [
    "a serverless group leaves",
    [
      { ...times(600, 0), endpoints: [endpoint("a", "projects/p/regions/r/networkEndpointGroups/run")] },
      { ...times(600, 0), endpoints: [] },
    ],
    [],
  ],
])("as %s, connections are cut as its draining says", (_name, steps, expected) => {
  expect(cutBy(...steps)).toEqual(expected.map(endpointId));
});

test("what was cut and comes back is there to be cut again", () => {
  const draining = createDraining();
  const served = (...endpoints: ServedEndpoint[]): LoadBalancer => {
    const resource = { name: "llama", ...times(600, 0) };
    return { listeners: [], backendServices: new Map([[SERVICE, { resource, endpoints }]]) };
  };
  expect([[A, B], [A], [A], [A, B], [A]].map((endpoints) => draining(served(...endpoints)).length)).toEqual([
    0, 1, 0, 0, 1,
  ]);
});
