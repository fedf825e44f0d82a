import type { z } from "zod";
import type { defaultAction } from "./action";
import type { backend } from "./backend";
import type { frontend } from "./frontend";
import type { proxy } from "./proxy";
import type { routeGroup } from "./route";
import type { workload } from "./workload";

/** One proxy as its user writes it, in `proxy.yaml` or as a construct's props: the same words, the same types. */
export type Config = z.infer<typeof proxy>;
export type FrontendConfig = z.infer<typeof frontend>;
export type WorkloadConfig = z.infer<typeof workload>;
export type BackendConfig = z.infer<typeof backend>;
export type RouteGroupConfig = z.infer<typeof routeGroup>;
export type RuleConfig = NonNullable<RouteGroupConfig["rules"]>[number];
export type ActionConfig = z.infer<typeof defaultAction>;
