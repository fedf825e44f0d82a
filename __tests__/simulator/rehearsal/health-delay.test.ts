import type { ServedBackendService, ServedEndpoint } from "../../../simulator/data-plane/load-balancer";
import { createHealthDelay } from "../../../simulator/rehearsal/health-delay";

const SERVICE = "projects/p/regions/r/backendServices/llama";
const ENDPOINT: ServedEndpoint = { service: SERVICE, group: "g", port: 8000, weight: 100 };

const served = (service: string) => {
  const backendServices = new Map<string, ServedBackendService>([
    [SERVICE, { resource: { name: "llama" }, endpoints: [ENDPOINT] }],
  ]);
  const urlMap = { defaultService: service };
  return { listeners: [{ name: "203.0.113.1:80", protocol: "http" as const, port: 80, urlMap }], backendServices };
};

// Of a timer of Node.js one in ten is over a millisecond before the clock says so.
beforeEach(() => jest.useFakeTimers({ doNotFake: ["Date"] }));
afterEach(() => jest.useRealTimers());

test("a new endpoint's health check is held back until its timer is over, whatever the clock says then", () => {
  const delay = createHealthDelay();
  const refreshed: boolean[] = [];
  delay.begin(served(SERVICE), { refresh: () => refreshed.push(delay.isOver(ENDPOINT)) });
  expect(delay.isOver(ENDPOINT)).toBe(false);
  jest.runAllTimers();
  expect(refreshed).toEqual([true]);
});

test("what is there before the change is not held back, and what no URL map leads to is", () => {
  const before = createHealthDelay();
  before.endNow(served(SERVICE));
  expect(before.isOver(ENDPOINT)).toBe(true);
  const unused = createHealthDelay();
  unused.begin(served("other"), { refresh: () => {} });
  jest.runAllTimers();
  expect(unused.isOver(ENDPOINT)).toBe(false);
});
