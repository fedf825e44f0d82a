import { freePort } from "../../../simulator/data-plane/loopback";

test("a free port is given once, and none that a system gives to whoever takes any", async () => {
  const ports = await Promise.all(Array.from({ length: 50 }, freePort));
  expect(new Set(ports).size).toBe(50);
  expect(ports.filter((port) => port < 1024 || port >= 32_768)).toEqual([]);
});
