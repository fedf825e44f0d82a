import type { z } from "zod";
import { configTypes } from "../../../config/pages/config-types";
import type { Config } from "../../../config/schema/config";
import type { proxy } from "../../../config/schema/proxy";
import { projectFile } from "../../support/config/reading";

test("config/schema/config.ts is current; `npm run generate` writes it", () => {
  expect(projectFile("config/schema/config.ts")).toBe(configTypes());
});

/** A type without its names, and deeply read-only. */
type Plain<T> = T extends object ? { readonly [K in keyof T]: Plain<T[K]> } : T;

/** Whether two types are the same to the last optional key; two that can stand for each other need not be. */
type Same<A, B> = (<T>() => T extends Plain<A> ? 1 : 2) extends <T>() => T extends Plain<B> ? 1 : 2 ? true : false;

test("the compiler holds that the interfaces say what the schema says, and sees a difference", () => {
  const accepted: Same<Config, z.input<typeof proxy>> = true;
  const given: Same<Config, z.output<typeof proxy>> = true;
  const changes: [
    Same<Omit<Config, "labels">, z.input<typeof proxy>>,
    Same<Required<Pick<Config, "network">>, Pick<z.input<typeof proxy>, "network">>,
    Same<Pick<Config, "labels">, Required<Pick<z.input<typeof proxy>, "labels">>>,
    Same<Config["workloads"], z.input<typeof proxy>["adopt"]>,
  ] = [false, true, false, false];
  expect([accepted, given, changes]).toHaveLength(3);
});
