import { seconds } from "../duration";
import { isReference } from "../reference";
import type { Config } from "../schema/config";
import { DEFAULTS } from "../schema/defaults";

/** What the proxy asks on the way of a request, with every default filled in. */
export type Extension = {
  /** From what it is: `authorization-keys`. */
  readonly id: string;
  readonly kind: "authorization" | "route" | "traffic";
  readonly timeout: number;
  readonly failOpen: boolean;
  /** Empty: all headers. */
  readonly headers: readonly string[];
  /** Empty: every host. */
  readonly hosts: readonly string[];
  readonly when?: string;
  readonly body: boolean;
} & (
  | { readonly to: string; readonly protocol: "EXT_AUTHZ_GRPC" | "EXT_PROC_GRPC" }
  /** By name or path. */
  | { readonly modelArmor: string }
);

/** What a Model Armor template is called; of a reference nobody knows. */
const templateName = (template = ""): string =>
  isReference(template) ? "model-armor" : (template.split("/").at(-1) ?? template);

const PROTOCOLS = { extAuthz: "EXT_AUTHZ_GRPC", extProc: "EXT_PROC_GRPC" } as const;

/** The extensions of a valid configuration, in the order of the file: that is the order in which chains are asked. */
export function resolveExtensions({ extensions = [] }: Config): Extension[] {
  const byDefault = DEFAULTS.extension;
  return extensions.map((words) => {
    const { kind, to, modelArmor, hosts = [], headers = [], when } = words;
    const common = {
      id: `${kind}-${to ?? templateName(modelArmor)}`,
      kind,
      timeout: seconds(words.timeout ?? byDefault.timeout[modelArmor === undefined ? "own" : "armor"]),
      failOpen: words.failOpen ?? byDefault.failOpen,
      headers,
      hosts,
      when,
      body: words.body ?? false,
    };
    if (modelArmor !== undefined) return { ...common, modelArmor };
    const protocol = PROTOCOLS[kind === "authorization" ? (words.protocol ?? byDefault.protocol) : "extProc"];
    return { ...common, to: to ?? "", protocol };
  });
}
