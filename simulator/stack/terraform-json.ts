/** A stack as Terraform JSON, as far as the simulator looks into it. */
export interface TerraformJson {
  readonly terraform?: {
    readonly required_providers?: Readonly<Record<string, RequiredProvider>>;
    readonly [block: string]: unknown;
  };
  readonly provider?: Readonly<Record<string, Block | readonly Block[]>>;
  readonly variable?: Readonly<Record<string, Block>>;
  readonly data?: Blocks;
  readonly resource?: Blocks;
  readonly [block: string]: unknown;
}

export type Block = Readonly<Record<string, unknown>>;

/** Blocks by type and name. */
export type Blocks = Readonly<Record<string, Readonly<Record<string, Block>>>>;

export interface RequiredProvider {
  readonly source?: string;
  readonly version?: string;
}

export interface OverrideOptions {
  /** The simulator's. */
  readonly url: string;
  /** An exact version of the google provider, in place of the stack's own constraint. */
  readonly providerVersion?: string;
  /** Lets everything be destroyed, whatever `prevent_destroy` says. */
  readonly unprotected?: boolean;
}

/** Where the simulator serves each API, by the provider's argument. */
const ENDPOINTS = {
  certificate_manager_custom_endpoint: "certificatemanager/v1/",
  compute_custom_endpoint: "compute/v1/",
  // Not "dns": provider 6.50 cuts "/dns/" out of an endpoint that is not HTTPS.
  dns_custom_endpoint: "clouddns/v1/",
  iam_custom_endpoint: "iam/v1/",
  iap_custom_endpoint: "iap/v1/",
  logging_custom_endpoint: "logging/v2/",
  monitoring_custom_endpoint: "monitoring/",
  network_security_custom_endpoint: "networksecurity/v1/",
  network_services_custom_endpoint: "networkservices/v1/",
  resource_manager_custom_endpoint: "cloudresourcemanager/v1/",
  service_usage_custom_endpoint: "serviceusage/v1/",
};
const GOOGLE_PROVIDERS = ["google", "google-beta"];

/**
 * An override file that keeps everything of a stack on this machine: providers talk to the simulator with a made-up
 * token, and state is a local file.
 *
 * @see https://developer.hashicorp.com/terraform/language/files/override
 */
export function overrideOf(
  stack: TerraformJson,
  { url, providerVersion, unprotected = false }: OverrideOptions,
): TerraformJson {
  const endpoints = endpointsOf(url);
  const provider = Object.fromEntries(
    GOOGLE_PROVIDERS.filter((name) => stack.provider?.[name]).map((name) => [
      name,
      blocksOf(stack.provider?.[name]).map(({ alias }) => ({
        ...(alias !== undefined && { alias }),
        ...endpoints,
        access_token: TOKEN,
      })),
    ]),
  );
  const resource = unprotected ? withoutProtection(stack.resource ?? {}) : {};
  const { required_providers: required = { google: { source: "hashicorp/google" } } } = stack.terraform ?? {};
  const exact = Object.entries(required).flatMap(([name, one]) =>
    GOOGLE_PROVIDERS.includes(name) ? [[name, { ...one, version: providerVersion }]] : [],
  );
  return {
    terraform: {
      backend: { local: { path: "terraform.tfstate" } },
      ...(providerVersion && { required_providers: Object.fromEntries(exact) }),
    },
    // Terraform takes an empty block for one without a label.
    ...(Object.keys(provider).length > 0 && { provider }),
    ...(Object.keys(resource).length > 0 && { resource }),
  };
}

const TOKEN = "simulated";

const endpointsOf = (url: string): Record<string, string> =>
  Object.fromEntries(Object.entries(ENDPOINTS).map(([argument, path]) => [argument, `${url}/${path}`]));

/**
 * The same for a provider that only the state names, and no block of the configuration: it is asked to destroy what it once
 * made.
 */
export const providerEnvironment = (url: string): Record<string, string> => ({
  ...Object.fromEntries(
    Object.entries(endpointsOf(url)).map(([argument, endpoint]) => [`GOOGLE_${argument.toUpperCase()}`, endpoint]),
  ),
  GOOGLE_OAUTH_ACCESS_TOKEN: TOKEN,
});

/** A value for every variable that has no default: its own name, so that it can be recognised. */
export function placeholders({ variable = {} }: TerraformJson): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variable).flatMap(([name, { default: value }]) => (value === undefined ? [[name, name]] : [])),
  );
}

function withoutProtection(resources: Blocks): Blocks {
  const isProtected = ({ lifecycle }: Block) => blocksOf(lifecycle).some(({ prevent_destroy }) => prevent_destroy);
  const types = Object.entries(resources).map(([type, named]) => {
    const names = Object.keys(named).filter((name) => isProtected(named[name] ?? {}));
    return [type, Object.fromEntries(names.map((name) => [name, { lifecycle: { prevent_destroy: false } }]))] as const;
  });
  return Object.fromEntries(types.filter(([, named]) => Object.keys(named).length > 0));
}

/** Terraform JSON writes one block as an object, or several as a list. */
export function blocksOf(value: unknown): readonly Block[] {
  return (Array.isArray(value) ? value : [value]).filter((item) => typeof item === "object" && item !== null);
}
