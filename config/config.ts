import type { z } from "zod";
import type { defaultAction } from "./schema/action";
import type { backend } from "./schema/backend";
import type { frontend } from "./schema/frontend";
import type { proxy } from "./schema/proxy";
import type { routeGroup } from "./schema/route";
import type { workload } from "./schema/workload";

/** One proxy as its user writes it, in `proxy.yaml` or as a construct's props: the same words, the same types. */
export type Config = z.infer<typeof proxy>;
export type FrontendConfig = z.infer<typeof frontend>;
export type WorkloadConfig = z.infer<typeof workload>;
export type BackendConfig = z.infer<typeof backend>;
export type RouteGroupConfig = z.infer<typeof routeGroup>;
export type RuleConfig = NonNullable<RouteGroupConfig["rules"]>[number];
export type ActionConfig = z.infer<typeof defaultAction>;
