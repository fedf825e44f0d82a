import type { Block, TerraformJson } from "./terraform-json";

/** A stack as it would be deployed. */
export interface Stack {
  /** `<name>-<region>`; each has a state of its own. */
  readonly name: string;
  readonly json: TerraformJson;
}

/** The block of an address such as `google_compute_address.address`, without CDKTF's metadata. */
export function blockAt(stacks: readonly Stack[], address: string): Block | undefined {
  const [type = "", name = ""] = address.split(".");
  for (const { json } of stacks) {
    const block = json.resource?.[type]?.[name];
    if (block === undefined) continue;
    const { "//": _, ...args } = block;
    return args;
  }
  return undefined;
}

/** The workload of each backend service that stacks make, by the name it has on the platform. */
export function workloadNames(stacks: readonly Stack[]): ReadonlyMap<unknown, string> {
  const blocks = stacks.flatMap(({ json }) =>
    Object.entries(json.resource?.google_compute_region_backend_service ?? {}),
  );
  return new Map(blocks.map(([workload, { name }]) => [name, workload]));
}
