// Written by `npm run generate` from config/schema; do not edit. Texts may hold CDKTF tokens.

/** `proxy.yaml`: A regional HTTP load balancer for AI workloads on Google Cloud. */
export interface Config {
  /** The proxy's name; every resource and stack begins with it. */
  readonly name: string;
  /** The Google Cloud project. Default: the Terraform variable `project`. */
  readonly project?: string;
  /** The region; or `regions`. */
  readonly region?: string;
  /** Several regions: one proxy, stack and address in each. */
  readonly regions?: ReadonlyArray<string>;
  /** Reached from the internet, or from the VPC only. Default: `external`. */
  readonly exposure?: "external" | "internal";
  /** Labels on every resource that takes them. */
  readonly labels?: Readonly<Record<string, string>>;
  /** The network around the proxy. */
  readonly network: NetworkConfig;
  /** The address and ports that clients see. */
  readonly frontend?: FrontendConfig;
  /** The records that lead clients here, in a zone of Cloud DNS: a stack `<name>-dns` of their own. */
  readonly dns?: DnsConfig;
  /** Who may call, and how much. `off` takes all protection away; without its words a security policy stays on as it is, and authorization policies go. */
  readonly security?: "off" | SecurityConfig;
  /** A regional Cloud Armor policy that is already there, by name or self link. It holds from the first apply. */
  readonly securityPolicy?: string;
  /** What the proxy asks on the way of a request. */
  readonly extensions?: ReadonlyArray<ExtensionConfig>;
  /** What is logged, measured and told. */
  readonly observability?: ObservabilityConfig;
  /** What runs behind the proxy, by name. */
  readonly workloads: Readonly<Record<string, WorkloadConfig>>;
  /** How requests reach the workloads. */
  readonly routes?: ReadonlyArray<RouteGroupConfig>;
  /** What happens with requests that no host's routes name. Default: 404. */
  readonly default?: ActionConfig;
  /** The request header that `model` in a rule looks at. Default: `x-model`. */
  readonly modelHeader?: string;
  /** A response header that names the workload that answers, as in `x-served-by`; each part of a split by its own name, mirrors never. It replaces what the workload sends under that name. Every client reads it. Default: none. */
  readonly workloadHeader?: string;
  /** Requests and what must become of them; checked at every synth. */
  readonly tests?: ReadonlyArray<TestConfig>;
  /** Whether URL map tests are generated, which Google runs at every apply. External only. Default: `true`. */
  readonly urlMapTests?: boolean;
  /** What the checks leave out. */
  readonly checks?: ChecksConfig;
  /** Where Terraform keeps its state; a state per stack. A state remembers its project, and the plan of another one is refused: give each project an output folder in a folder of its own (`CDKTF_OUTDIR=ml-dev/cdktf.out`, for the CDKTF CLI `--output ml-dev/cdktf.out`), a `prefix`, or a `name`. Default: a file beside the output folder. */
  readonly state?: StateConfig;
  /** Overrides the derived constraint on the google provider. A range that ends below 7.8.0 is for providers that do not know `security_policy` of a regional backend service. */
  readonly provider?: ProviderConfig;
  /** Single fields of resources, in Terraform's words, where no word does it: merged into what is made, in each stack that has the address. Maps are merged, a map over a list of blocks into each of them, `null` takes a field out, and anything else takes the place of what was there. Values are literals and `${var.NAME}`. Terraform judges the fields; nothing else here knows them, so that a URL map that is overridden gets no `test` blocks. */
  readonly overrides?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Existing resources that this stack takes over. */
  readonly adopt?: AdoptConfig | Readonly<Record<string, AdoptConfig>>;
}

/** `network`: The network around the proxy. */
export interface NetworkConfig {
  /** The VPC network of the proxy and its backends: a name, a self link, or a network of a Shared VPC host project. */
  readonly vpc: string | VpcConfig;
  /** Where Google's proxies run: a range makes a new subnet, `existing` adopts one. A VPC has one per region. At least /26, Google recommends /23. */
  readonly proxyOnlySubnet: string | ProxyOnlySubnetConfig | Readonly<Record<string, string | ProxyOnlySubnetConfig>>;
  /** An ordinary subnet of the region: the address of an internal proxy comes from it, and the consumer side of Private Service Connect. */
  readonly subnet?: string | Readonly<Record<string, string>>;
  /** Whether this program makes the firewall rules that let probers and proxies in. `false` where another team owns them. Default: `true`. */
  readonly firewallRules?: boolean;
  /** The Cloud NAT that the proxies need to reach internet endpoints. Default: one is created when a workload has internet endpoints. */
  readonly cloudNat?: CloudNatConfig;
}

/** `network.vpc` */
export interface VpcConfig {
  /** The host project of a Shared VPC. */
  readonly project: string;
  /** The network's name in the host project. */
  readonly name: string;
}

/** `network.proxyOnlySubnet`, `network.proxyOnlySubnet.NAME` */
export interface ProxyOnlySubnetConfig {
  /** The ACTIVE proxy-only subnet that is already there. */
  readonly existing?: string;
  /** The range of the ACTIVE subnet; firewall rules let it in. */
  readonly range: string;
  /** The range of a BACKUP subnet beside it, which firewall rules let in too. To grow without an interruption: add it, apply, swap it with `range`, apply, remove it, apply. */
  readonly backup?: string;
}

/** `network.cloudNat`: The Cloud NAT that the proxies need to reach internet endpoints. Default: one is created when a workload has internet endpoints. */
export interface CloudNatConfig {
  /** A Cloud NAT for the endpoint type ENDPOINT_TYPE_MANAGED_PROXY_LB that is already there. */
  readonly existing?: string;
  /** The addresses from which requests reach internet endpoints, for a provider's list: so many new ones, or those that are there. They are the output `egress_ips`, and made even where no workload needs them yet. Default: Google's, which change. */
  readonly addresses?: number | ReadonlyArray<string>;
  /** Ports for each proxy, a power of two: so many connections to one endpoint at once. Default: what `circuitBreakers` let a proxy open to internet endpoints, rounded up to a power of two; 4096 where one has no limit. */
  readonly minPorts?: number;
  /** What Cloud NAT logs. Default: `errors`. */
  readonly logs?: "errors" | "translations" | "all" | "off";
}

/** `frontend`: The address and ports that clients see. */
export interface FrontendConfig {
  /** The static address. Default: a new one. */
  readonly address?: AddressConfig;
  /** The network tier of the address and of every forwarding rule. External only. Default: `premium`. */
  readonly networkTier?: "premium" | "standard";
  /** How long an idle client connection is kept. A change replaces the target proxies. Default: `10m`, Google's own. */
  readonly clientKeepAlive?: string;
  /** Lets clients of other regions reach an internal proxy. Decide it at creation: a change replaces the forwarding rules. Default: `false`. */
  readonly globalAccess?: boolean;
  /** What is served. Default: `[{ http: 80 }]`. */
  readonly listeners?: ReadonlyArray<ListenerConfig>;
  /** Publishes an internal proxy by Private Service Connect. Consumers connect to what the output `service_attachment` shows. */
  readonly publish?: PublishConfig;
}

/** `frontend.address`: The static address. Default: a new one. */
export interface AddressConfig {
  /** The name or self link of a regional address that is already there. */
  readonly existing?: string;
  /** The IP address of a new internal address, free and within `network.subnet`. Internal only. Default: one that Google chooses. */
  readonly ip?: string | Readonly<Record<string, string>>;
  /** Terraform refuses to destroy a new address (`prevent_destroy`). Default: `false`. */
  readonly protect?: boolean;
}

/** `frontend.listeners[]`: A protocol and port that clients reach. */
export interface ListenerConfig {
  /** Serves HTTP on this port. */
  readonly http?: number;
  /** Serves HTTPS on this port. */
  readonly https?: number;
  /** Answers every request with a 308 to HTTPS on port 443. */
  readonly redirect?: "https";
  /** The certificates of an HTTPS listener. */
  readonly certificates?: ReadonlyArray<CertificateConfig>;
  /** The SSL policy of the listener, and whether clients show certificates. */
  readonly tls?: TlsConfig;
}

/** `frontend.listeners[].certificates[]`: A certificate, or the managed certificates of some domains. */
export interface CertificateConfig {
  /** Google-managed certificates of Certificate Manager, one per domain, with DNS authorization. `*.example.com` is for every name one label below; its DNS record is that of `example.com`. */
  readonly managed?: ReadonlyArray<string>;
  /** A regional Compute certificate by name or self link, or a regional Certificate Manager certificate as `certificates/NAME` or its full path. */
  readonly existing?: string;
  /** A PEM file beside the configuration (or the PEM text itself): certificate first, then its chain. */
  readonly pem?: string;
  /** The key of `pem`, as a sensitive Terraform variable: `${var.tls_key}`. Never the key itself. */
  readonly privateKey?: string;
}

/** `frontend.listeners[].tls`: The SSL policy of the listener, and whether clients show certificates. */
export interface TlsConfig {
  /** The oldest TLS version that clients may use. Default: `"1.2"`. */
  readonly minVersion?: "1.0" | "1.1" | "1.2" | "1.3";
  /** The cipher profile; `fips` is Google's FIPS_202205. Default: `modern`, or `restricted` with TLS 1.3, which goes with no other. */
  readonly profile?: "compatible" | "modern" | "restricted" | "fips";
  /** Whether clients that know the post-quantum key exchange X25519MLKEM768 get it: `enabled`, or `deferred` until October 2027. Default: Google's own, which gives it since October 2026. */
  readonly postQuantum?: "enabled" | "deferred";
  /** A regional SSL policy that is already there, by name or self link, instead of a new one. */
  readonly existing?: string;
  /** Mutual TLS: which client certificates are trusted. */
  readonly clientCertificates?: ClientCertificatesConfig;
}

/** `frontend.listeners[].tls.clientCertificates`: Mutual TLS: which client certificates are trusted. */
export interface ClientCertificatesConfig {
  /** A PEM file beside the configuration (or the PEM text itself): the authorities whose certificates count. */
  readonly authorities?: string;
  /** A server TLS policy that is already there, instead of a new one. */
  readonly existing?: string;
  /** `require` refuses clients without a valid certificate, `allow` lets them in. Default: `require`. */
  readonly mode?: "require" | "allow";
}

/** `frontend.publish`: Publishes an internal proxy by Private Service Connect. Consumers connect to what the output `service_attachment` shows. */
export interface PublishConfig {
  /** A subnet of the purpose PRIVATE_SERVICE_CONNECT that no other service attachment uses: consumers' requests arrive from its addresses. */
  readonly subnet: string | Readonly<Record<string, string>>;
  /** Who may connect, and nobody else: all by project, or all by network. */
  readonly accept: ReadonlyArray<ConsumerConfig>;
  /** The port of the listener that is published. Default: the only one that serves. */
  readonly port?: number;
}

/** `frontend.publish.accept[]`: Who may connect: a project, or a VPC network. */
export interface ConsumerConfig {
  /** A project, by its id or number. */
  readonly project?: string;
  /** A VPC network, whatever project its endpoints are in. */
  readonly network?: string;
  /** How many endpoints it may make. Default: `10`. */
  readonly connections?: number;
}

/** `dns`: The records that lead clients here, in a zone of Cloud DNS: a stack `<name>-dns` of their own. */
export interface DnsConfig {
  /** A managed zone of Cloud DNS that is already there: its name, or one of another project. */
  readonly zone: string | DnsZoneConfig;
  /** Hosts of the routes that are this name, or below it, get their address records, and managed certificates their authorization records. What is not is listed, to be made by hand. */
  readonly domain: string;
  /** Which region's address is answered, where there are several: the nearest one's (`geo`), or as is said. Default: `geo`. */
  readonly routing?: "geo" | DnsRoutingConfig;
  /** How long resolvers may keep an address. Default: `30s`. */
  readonly ttl?: string;
  /** What a region must answer to get clients, where there are several. External: it is asked every 30 seconds from three places of the world. Internal: the health checks of the workloads that serve the path count, as long as one machine of each can serve. */
  readonly healthCheck?: DnsHealthCheckConfig;
}

/** `dns.zone` */
export interface DnsZoneConfig {
  /** The project that owns the zone. */
  readonly project: string;
  /** The zone's name there. */
  readonly name: string;
}

/** `dns.routing` */
export interface DnsRoutingConfig {
  /** Each answer is one region's address: the share of each. */
  readonly weighted?: Readonly<Record<string, number>>;
  /** The region that all clients are sent to; the others are for when it does not answer. */
  readonly failover?: string;
}

/** `dns.healthCheck`: What a region must answer to get clients, where there are several. External: it is asked every 30 seconds from three places of the world. Internal: the health checks of the workloads that serve the path count, as long as one machine of each can serve. */
export interface DnsHealthCheckConfig {
  /** A path that answers 200 while the region can serve, of the first host below the domain: let a route lead it to a model's own health path. Everybody can ask it. */
  readonly path: string;
}

/** `security` */
export interface SecurityConfig {
  /** Who may call: nobody else may. */
  readonly allow?: ReadonlyArray<string | CallerConfig>;
  /** Who may not call, whatever `allow` says. */
  readonly deny?: ReadonlyArray<string | CallerConfig>;
  /** Identity-Aware Proxy: callers prove with Google who they are. */
  readonly iap?: IapConfig;
  /** How many requests a caller may send. */
  readonly rateLimits?: ReadonlyArray<RateLimitConfig>;
  /** Rules of one's own, in Google's rules language. */
  readonly rules?: ReadonlyArray<SecurityRuleConfig>;
}

/** `security.allow[]`, `security.deny[]`, `routes[].security.allow[]`, `routes[].security.deny[]`, `routes[].rules[].security.allow[]`, `routes[].rules[].security.deny[]` */
export interface CallerConfig {
  /** Whoever sends all of these headers: an exact value, or a condition. Clients can write them. */
  readonly headers?: Readonly<Record<string, string | CallerHeaderConfig>>;
  /** Whoever shows a certificate with this name; its listener has `clientCertificates`. */
  readonly clientCertificate?: string | ClientCertificateConfig;
  /** Machines that run as this service account. Internal only. */
  readonly serviceAccount?: string;
  /** Machines with this resource tag. Internal only. */
  readonly tag?: string;
}

/** `security.allow[].headers.NAME`, `security.deny[].headers.NAME`, `routes[].security.allow[].headers.NAME`, `routes[].security.deny[].headers.NAME`, `routes[].rules[].security.allow[].headers.NAME`, `routes[].rules[].security.deny[].headers.NAME` */
export interface CallerHeaderConfig {
  /** Equal to this. */
  readonly exact?: string;
  /** Starts with this. */
  readonly prefix?: string;
  /** Ends with this. */
  readonly suffix?: string;
  /** Has this in it. */
  readonly contains?: string;
}

/** `security.allow[].clientCertificate`, `security.deny[].clientCertificate`, `routes[].security.allow[].clientCertificate`, `routes[].security.deny[].clientCertificate`, `routes[].rules[].security.allow[].clientCertificate`, `routes[].rules[].security.deny[].clientCertificate`, `tests[].clientCertificate` */
export interface ClientCertificateConfig {
  /** The URI in its subject alternative names, as a whole. */
  readonly uri?: string;
  /** The DNS name in its subject alternative names, as a whole. */
  readonly dns?: string;
  /** The common name of its subject, as a whole. */
  readonly commonName?: string;
}

/** `security.iap`: Identity-Aware Proxy: callers prove with Google who they are. */
export interface IapConfig {
  /** Who gets through, as IAM writes it. Members that others add stay. Default: whoever others let in. */
  readonly members?: ReadonlyArray<string>;
}

/** `security.rateLimits[]`: How many requests a caller may send. Counted for each backend service in each region; more answers 429. */
export interface RateLimitConfig {
  /** Its name, in logs and answers. */
  readonly name: string;
  /** What requests are counted by: `clientIp`, a header, a cookie; or up to three together. */
  readonly key: "clientIp" | "forwardedFor" | "path" | "region" | "everyone" | KeyConfig | ReadonlyArray<"clientIp" | "forwardedFor" | "path" | "region" | "everyone" | KeyConfig>;
  /** How many requests each key may send in the interval. */
  readonly requests: number;
  /** The interval. */
  readonly per: string;
  /** What happens with requests that lack the header or cookie: `deny` answers 403, `skip` leaves them to the next limit. They never share one budget. Default: `deny`. */
  readonly withoutKey?: "deny" | "skip";
  /** Turns a key away for a while. */
  readonly ban?: BanConfig;
  /** Which requests are counted, in Google's rules language. */
  readonly when?: string;
  /** Counted and logged only. Default: `false`. */
  readonly preview?: boolean;
}

/** `security.rateLimits[].key`, `security.rateLimits[].key[]` */
export interface KeyConfig {
  /** The value of this header. */
  readonly header?: string;
  /** The value of this cookie. */
  readonly cookie?: string;
}

/** `security.rateLimits[].ban`: Turns a key away for a while. */
export interface BanConfig {
  /** How many requests in the interval get a key banned. */
  readonly requests: number;
  /** The interval. */
  readonly per: string;
  /** How long the ban lasts. */
  readonly duration: string;
}

/** `security.rules[]`: A rule of one's own in the security policy. They are asked in their order. */
export interface SecurityRuleConfig {
  /** Its name, in logs and answers. */
  readonly name: string;
  /** Which requests it is about, in Google's rules language; passed through. */
  readonly expression: string;
  /** What becomes of them: `deny` answers 403, `allow` asks no further rule. */
  readonly action: "deny" | "allow";
  /** Logged only. Default: `false`. */
  readonly preview?: boolean;
}

/** `extensions[]`: A service that the proxy asks on the way of a request: Service Extensions. */
export interface ExtensionConfig {
  /** When it is asked: `route` before the URL map chooses, `authorization` after it, `traffic` last and for answers too. */
  readonly kind: "authorization" | "route" | "traffic";
  /** The workload that is asked, by gRPC: it speaks `http2` or `h2c`, and needs no route. */
  readonly to?: string;
  /** A Model Armor template that judges prompts and answers, by its name in this region or its whole path. */
  readonly modelArmor?: string;
  /** Envoy's protocol that an authorization workload speaks: external authorization or external processing. Default: `extAuthz`. */
  readonly protocol?: "extAuthz" | "extProc";
  /** How long one message may take; at most a second for `route` and `traffic`. Default: `200ms`, or `1s` for Model Armor. */
  readonly timeout?: string;
  /** Whether requests go on where it fails or is too slow; otherwise they are answered with an error. Default: `false`. */
  readonly failOpen?: boolean;
  /** The request headers that it is shown. Default: all of them. */
  readonly headers?: ReadonlyArray<string>;
  /** The hosts whose requests it is asked about. Default: every host. */
  readonly hosts?: ReadonlyArray<string>;
  /** A route extension reads the body too, as a stream. Default: headers only. */
  readonly body?: true;
  /** The requests that it is asked about, in Google's expression language. */
  readonly when?: string;
}

/** `observability`: What is logged, measured and told. */
export interface ObservabilityConfig {
  /** Request logs of every workload that says nothing else. Default: each workload's. */
  readonly accessLogs?: boolean | AccessLogsConfig;
  /** The notification channels that alerts tell. Default: nobody is told. */
  readonly notify?: ReadonlyArray<string>;
  /** Service level objectives of each region, in Cloud Monitoring. Default: none. */
  readonly slos?: ReadonlyArray<SloConfig>;
  /** Alerts of Cloud Monitoring, of each region: `true` is all that have something to watch. Default: none. */
  readonly alerts?: true | AlertsConfig;
  /** A dashboard of Cloud Monitoring for each region. Default: `false`. */
  readonly dashboard?: boolean;
}

/** `observability.accessLogs`, `workloads.NAME.accessLogs` */
export interface AccessLogsConfig {
  /** The share of requests that is logged. Default: the profile's share. */
  readonly sample?: number;
  /** Request headers that entries have. Default: none. */
  readonly requestHeaders?: ReadonlyArray<string>;
  /** Response headers that entries have. Default: none. */
  readonly responseHeaders?: ReadonlyArray<string>;
  /** Optional fields that entries have; an empty list takes them out again. Default: as they are. */
  readonly fields?: "all" | ReadonlyArray<string>;
}

/** `observability.slos[]`: A service level objective, over 28 days. */
export interface SloConfig {
  /** The percentage of requests that are not answered with 500 to 599. */
  readonly availability?: number;
  /** How long a request takes at most, to the last byte of its answer. */
  readonly latency?: string;
  /** `latency`: of how many requests. Default: `95`. */
  readonly percent?: number;
  /** Of the requests to one workload. Default: all requests. */
  readonly workload?: string;
}

/** `observability.alerts` */
export interface AlertsConfig {
  /** Those that are left out. */
  readonly except: ReadonlyArray<"fast-burn" | "slow-burn" | "too-many-requests" | "tail-latency" | "no-healthy-backend" | "backend-closes-early" | "proxy-only-subnet-full" | "nat-ports" | "queue-growth">;
}

/** `workloads.NAME`: A model or service behind the proxy: one backend service. */
export interface WorkloadConfig {
  /** The model server: fills port, health path, profile and advice. */
  readonly server?: "vllm" | "sglang" | "tgi" | "tei" | "triton" | "ollama" | "nim" | "ray" | "litellm" | "production-stack" | "bentoml" | "mlserver" | "litserve" | "llama-cpp";
  /** The kind of traffic: fills timeout, draining, balancing, health intervals. Default: the server's, otherwise `streaming`, or `provider` for internet endpoints. */
  readonly profile?: "streaming" | "agentic" | "embeddings" | "media" | "batch" | "realtime" | "provider";
  /** Where it runs. */
  readonly backends: ReadonlyArray<BackendConfig>;
  /** How the proxy speaks to it; `http2` is with TLS, `h2c` without. Default: `http`, or `https` with `tls`, for internet endpoints and for Google APIs. */
  readonly protocol?: "http" | "https" | "http2" | "h2c";
  /** Verified TLS to the backends: a certificate of another name, or of another authority, gets no request. */
  readonly tls?: BackendTlsConfig;
  /** The port that serves. Default: the server's, otherwise `80`, or `443` with TLS. */
  readonly port?: number;
  /** The named port of its instance groups. Default: `http`. */
  readonly portName?: string;
  /** Makes the named port on the adopted instance groups, instead of expecting it. */
  readonly namedPort?: "create";
  /** Until the last byte of an answer. Default: the profile's. */
  readonly timeout?: string;
  /** How long answers in flight may go on when a backend leaves. Default: as long as the longest timeout of the workload and its routes, an hour at most; a profile may have another. */
  readonly drain?: string;
  /** How Google finds out that a backend can take requests. */
  readonly healthCheck?: HealthCheckConfig;
  /** Keeps a client (a conversation and its KV cache) on one backend: `clientIp`, `generatedCookie`, a header or a cookie. */
  readonly affinity?: "clientIp" | "generatedCookie" | AffinityConfig;
  /** How a backend is chosen inside a group. Default: the profile's, `ringHash` with affinity, `weightedRoundRobin` with custom metrics. */
  readonly loadBalancing?: "roundRobin" | "leastRequest" | "random" | "ringHash" | "maglev" | "weightedRoundRobin";
  /** `ringHash`: the smallest ring. Default: `1024`, Google's own. */
  readonly minimumRingSize?: number;
  /** Balances by metrics that the server reports in its answers (ORCA), instead of by rate or utilization. */
  readonly customMetrics?: ReadonlyArray<CustomMetricConfig>;
  /** Takes failing backends out of the pool for a while. `{}` takes all defaults. */
  readonly outlierDetection?: OutlierDetectionConfig;
  /** Limits per proxy instance, not for the whole proxy. What is not named stays unlimited in effect. */
  readonly circuitBreakers?: CircuitBreakersConfig;
  /** A regional Cloud Armor policy that is already there, by name or self link. It holds from the first apply. */
  readonly securityPolicy?: string;
  /** Request logs of this workload; what is not said is as `observability.accessLogs` says. Default: the profile's share. */
  readonly accessLogs?: boolean | AccessLogsConfig;
}

/** `workloads.NAME.backends[]`: Where a workload runs. */
export interface BackendConfig {
  /** The region that this backend is in; needed where several regions are served and the backend does not name its own. */
  readonly region?: string;
  /** A zonal or regional instance group: `us-central1-a/vllm`, `us-central1/vllm`, a self link or a reference. */
  readonly instanceGroup?: string;
  /** Instances of one zone, as `ZONE/NAME`; an unmanaged instance group is made of them. */
  readonly instances?: ReadonlyArray<string>;
  /** A zonal network endpoint group that is already there. */
  readonly neg?: string;
  /** The network endpoint groups that GKE makes for a service, one per zone. */
  readonly gke?: GkeConfig;
  /** A zonal network endpoint group (GCE_VM_IP_PORT) made of these endpoints. */
  readonly zonalEndpoints?: ZonalEndpointsConfig;
  /** A hybrid network endpoint group (NON_GCP_PRIVATE_IP_PORT): addresses reached over VPN or Interconnect, as `IP` or `IP:PORT`. */
  readonly hybridEndpoints?: HybridEndpointsConfig;
  /** A Cloud Run service of the region: its name, or service, tag or URL mask. */
  readonly cloudRun?: string | CloudRunConfig;
  /** A Cloud Run function (2nd gen) of the region. */
  readonly cloudFunction?: string | CloudFunctionConfig;
  /** A published service, or a regional Google API such as Vertex AI. */
  readonly privateServiceConnect?: string | PrivateServiceConnectConfig;
  /** An endpoint on the internet, such as another model provider. */
  readonly internet?: InternetConfig;
  /** A backend service of another project (cross-project referencing); everything about it is set there. */
  readonly backendService?: string;
  /** The network tags of the machines behind it; firewall rules apply to these. */
  readonly tags?: ReadonlyArray<string>;
  /** Their service accounts, instead of tags. */
  readonly serviceAccounts?: ReadonlyArray<string>;
  /** Instance groups: the CPU share at which the group counts as full. */
  readonly maxUtilization?: number;
  /** Requests per second that the whole group can take. */
  readonly maxRate?: number;
  /** The same for each instance of an instance group. Default: `100` with affinity, where no word gives a rate or a utilization. */
  readonly maxRatePerInstance?: number;
  /** The same for each endpoint of a NEG. Default: `100` where no word gives a rate. */
  readonly maxRatePerEndpoint?: number;
  /** The share of its capacity that is used: 0 drains it, otherwise 0.1 to 1. Default: `1`. */
  readonly capacity?: number;
}

/** `workloads.NAME.backends[].gke`: The network endpoint groups that GKE makes for a service, one per zone. */
export interface GkeConfig {
  /** The NEG's name, as in the service's annotation `cloud.google.com/neg`. */
  readonly neg: string;
  /** The zones of the cluster's nodes; the NEG must exist in each: `gcloud compute network-endpoint-groups list --filter name=NEG` lists them. */
  readonly zones: ReadonlyArray<string>;
}

/** `workloads.NAME.backends[].zonalEndpoints`: A zonal network endpoint group (GCE_VM_IP_PORT) made of these endpoints. */
export interface ZonalEndpointsConfig {
  /** The zone of the instances. */
  readonly zone: string;
  /** The endpoints, one per instance and port. */
  readonly endpoints: ReadonlyArray<EndpointConfig>;
}

/** `workloads.NAME.backends[].zonalEndpoints.endpoints[]` */
export interface EndpointConfig {
  /** The instance's name or self link. */
  readonly instance: string;
  /** The instance's address. */
  readonly ip: string;
  /** The port that serves. Default: the workload's. */
  readonly port?: number;
}

/** `workloads.NAME.backends[].hybridEndpoints`: A hybrid network endpoint group (NON_GCP_PRIVATE_IP_PORT): addresses reached over VPN or Interconnect, as `IP` or `IP:PORT`. */
export interface HybridEndpointsConfig {
  /** The zone nearest to the endpoints. */
  readonly zone: string;
  /** Their addresses, as `IP` or `IP:PORT`. */
  readonly endpoints: ReadonlyArray<string>;
}

/** `workloads.NAME.backends[].cloudRun` */
export interface CloudRunConfig {
  /** The service's name. */
  readonly service?: string;
  /** The tag of a revision. */
  readonly tag?: string;
  /** A template that takes the service from the URL, as in `<service>.example.com`. */
  readonly urlMask?: string;
}

/** `workloads.NAME.backends[].cloudFunction` */
export interface CloudFunctionConfig {
  /** The function's name. */
  readonly function?: string;
  /** A template that takes the function from the URL. */
  readonly urlMask?: string;
}

/** `workloads.NAME.backends[].privateServiceConnect` */
export interface PrivateServiceConnectConfig {
  /** A service attachment, or a regional Google API. */
  readonly target: string;
  /** The port of the producer that is connected to. Default: all of the attachment. */
  readonly producerPort?: number;
}

/** `workloads.NAME.backends[].internet`: An endpoint on the internet, such as another model provider. */
export interface InternetConfig {
  /** The provider's host name; it is also the Host header, the SNI and the name in its certificate. */
  readonly fqdn?: string;
  /** The provider's address, where it has no name. */
  readonly ip?: string;
  /** The provider's port. Default: the workload's. */
  readonly port?: number;
}

/** `workloads.NAME.tls`: Verified TLS to the backends: a certificate of another name, or of another authority, gets no request. */
export interface BackendTlsConfig {
  /** Up to 5 names, of which one must stand in the certificate of a backend. */
  readonly verify: ReadonlyArray<string>;
  /** The name that is asked for, as the SNI and, on the internet, the Host header. Default: the first of `verify`. */
  readonly sni?: string;
  /** A PEM file beside the configuration (or the PEM text itself): the authorities that must have signed it. Default: those that Google and browsers trust. */
  readonly authorities?: string;
}

/** `workloads.NAME.healthCheck`: How Google finds out that a backend can take requests. */
export interface HealthCheckConfig {
  /** The protocol of the question; `grpcTls` is gRPC with TLS, for servers with TLS. Default: as the workload is reached. */
  readonly protocol?: "http" | "https" | "http2" | "tcp" | "ssl" | "grpc" | "grpcTls";
  /** The path that is asked. Default: the server's, otherwise `/`. */
  readonly path?: string;
  /** Another port than the one that serves. */
  readonly port?: number;
  /** The Host header of the question. Default: the backend's address. */
  readonly host?: string;
  /** Text that the first 1,024 bytes of the answer must contain. */
  readonly response?: string;
  /** The service name that a gRPC check asks for. */
  readonly grpcService?: string;
  /** Between two questions. Default: the profile's. */
  readonly interval?: string;
  /** Until an answer counts as missing; at most the interval. Default: the profile's. */
  readonly timeout?: string;
  /** Good answers in a row until healthy. Default: `1`. */
  readonly healthyThreshold?: number;
  /** Bad answers in a row until unhealthy. Default: `3`. */
  readonly unhealthyThreshold?: number;
  /** Logs every change of health. Default: `false`. */
  readonly logs?: boolean;
}

/** `workloads.NAME.affinity` */
export interface AffinityConfig {
  /** Requests with the same value of this header go to the same backend. */
  readonly header?: string;
  /** A cookie of this name, made by the proxy, does the same. */
  readonly cookie?: string;
  /** A cookie that names its backend, so that it survives changes of the pool. */
  readonly strongCookie?: string;
  /** The same as `affinity: generatedCookie`, a cookie that Google names, where it has a lifetime. */
  readonly generatedCookie?: true;
  /** How long the cookie lasts. Default: the session. */
  readonly ttl?: string;
}

/** `workloads.NAME.customMetrics[]` */
export interface CustomMetricConfig {
  /** The metric's name, with `orca.named_metrics.` before one of the server's own. */
  readonly name: string;
  /** The value at which a backend counts as full. Default: `0.6`. */
  readonly maxUtilization?: number;
  /** Measures without balancing by it. Default: `false`. */
  readonly dryRun?: boolean;
}

/** `workloads.NAME.outlierDetection`: Takes failing backends out of the pool for a while. `{}` takes all defaults. */
export interface OutlierDetectionConfig {
  /** 5xx in a row until ejected; 0 is never. Default: `0`. */
  readonly consecutiveErrors?: number;
  /** 502, 503 or 504 in a row until ejected; 0 is never. Default: `3`. */
  readonly consecutiveGatewayFailures?: number;
  /** Between two looks. Default: `10s`. */
  readonly interval?: string;
  /** How long the first ejection lasts. Default: `30s`. */
  readonly baseEjection?: string;
  /** The share of the pool that may be ejected. Default: `50`. */
  readonly maxEjection?: number;
}

/** `workloads.NAME.circuitBreakers`: Limits per proxy instance, not for the whole proxy. What is not named stays unlimited in effect. */
export interface CircuitBreakersConfig {
  /** Open connections to the backends. */
  readonly maxConnections?: number;
  /** Requests that wait for a connection. */
  readonly maxPendingRequests?: number;
  /** Requests in flight. */
  readonly maxRequests?: number;
  /** Retries in flight. */
  readonly maxRetries?: number;
  /** Requests after which a connection is closed. */
  readonly maxRequestsPerConnection?: number;
}

/** `routes[]`: The rules of some hosts. */
export interface RouteGroupConfig {
  /** The hosts it is about; `*` is any. The most specific host wins, and it alone. Default: `["*"]`. */
  readonly hosts?: ReadonlyArray<string>;
  /** Who may call this, of those who may call the proxy. */
  readonly security?: NarrowingConfig;
  /** What is served there. The most specific rule wins; their order means nothing. */
  readonly rules?: ReadonlyArray<RuleConfig>;
  /** What happens with requests that no rule names. Default: 404. */
  readonly default?: ActionConfig;
  /** Changes of the request's headers, whatever rule or default serves these hosts. They come after those of rules, and win. */
  readonly requestHeaders?: HeaderChangesConfig;
  /** Changes of the answer's headers, whatever rule or default serves these hosts. They come after those of rules, and win. */
  readonly responseHeaders?: HeaderChangesConfig;
}

/** `routes[].security`, `routes[].rules[].security`: Who may call this, of those who may call the proxy. */
export interface NarrowingConfig {
  /** Who may call: nobody else may. */
  readonly allow?: ReadonlyArray<string | CallerConfig>;
  /** Who may not call, whatever `allow` says. */
  readonly deny?: ReadonlyArray<string | CallerConfig>;
}

/** `routes[].rules[]`: One rule: which requests, and what happens with them. The most specific rule wins; their order means nothing. */
export interface RuleConfig {
  /** Whole paths (`/v1/models`), and everything below one (`/v1/*`, which is not `/v1` itself). */
  readonly paths?: ReadonlyArray<string>;
  /** A path and everything below it, segment by segment: `/v1/files` is not `/v1/filesystem`. */
  readonly prefix?: string;
  /** A path with captures: `/v2/models/{model}/infer`; `{rest=**}` takes many segments. */
  readonly template?: string;
  /** An RE2 expression for the whole path (Google: Preview, five per host). */
  readonly regex?: string;
  /** The paths of an API family, with its timeout and retries. */
  readonly api?: "openai.chat" | "openai.completions" | "openai.responses" | "openai.embeddings" | "openai.audio" | "openai.images" | "openai.models" | "openai.files" | "openai.realtime" | "anthropic.messages" | "rerank" | "tei.embed" | "kserve.v2" | "ollama";
  /** Paths match in any case. */
  readonly ignoreCase?: true;
  /** The HTTP method, or several. */
  readonly method?: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS" | "get" | "head" | "post" | "put" | "patch" | "delete" | "options" | ReadonlyArray<"GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS" | "get" | "head" | "post" | "put" | "patch" | "delete" | "options">;
  /** The model's name, or several, in the header `modelHeader`. */
  readonly model?: string | ReadonlyArray<string>;
  /** Who may call this, of those who may call the proxy. */
  readonly security?: NarrowingConfig;
  /** The model is also reached below `/models/MODEL/`, which is rewritten away. */
  readonly modelPaths?: true;
  /** Headers that must match: an exact value, or a condition. */
  readonly headers?: Readonly<Record<string, string | HeaderConfig>>;
  /** Query parameters that must match: an exact value, or a condition. */
  readonly query?: Readonly<Record<string, string | QueryConfig>>;
  /** The workload that serves, or weights: `{ v1: 90, v2: 10 }`, each of which may change headers: `{ v1: 90, v2: { weight: 10, requestHeaders: … } }`. */
  readonly to?: string | Readonly<Record<string, number | ShareConfig>>;
  /** Sends a share to another workload. Promote it by naming it in `to`, roll back by removing the line. */
  readonly canary?: CanaryConfig;
  /** Answers with a redirect instead of serving. */
  readonly redirect?: RedirectConfig;
  /** Answers with this status without a backend. */
  readonly respond?: number;
  /** Changes the request before the workload sees it. The query string stays. */
  readonly rewrite?: RewriteConfig;
  /** Until the last byte of the answer, retries included. Default: the API family's, the workload's. */
  readonly timeout?: string;
  /** Tries another backend. Default: the profile's conditions; `false` turns retries off. */
  readonly retry?: false | RetryConfig;
  /** Sends copies of requests to another workload and discards its answers. It pays for every one of them. */
  readonly mirror?: string | MirrorConfig;
  /** Cross-origin access for browsers, answered by the proxy. */
  readonly cors?: CorsConfig;
  /** Makes requests slow or fail on purpose, to test clients. */
  readonly fault?: FaultConfig;
  /** Lets through every path that matches, those that administer a model server too. Default: of a known model server what it publishes; the rest answers 404. */
  readonly opens?: "everything";
  /** Changes of the request's headers. */
  readonly requestHeaders?: HeaderChangesConfig;
  /** Changes of the answer's headers. */
  readonly responseHeaders?: HeaderChangesConfig;
}

/** `routes[].rules[].headers.NAME` */
export interface HeaderConfig {
  /** Equal to this. */
  readonly exact?: string;
  /** Starts with this. */
  readonly prefix?: string;
  /** Ends with this. */
  readonly suffix?: string;
  /** Matches this RE2 expression as a whole (Google: Preview). */
  readonly regex?: string;
  /** The header is there, whatever its value. */
  readonly present?: true;
  /** The header is not there. */
  readonly absent?: true;
  /** A whole number from `from` to below `to`. */
  readonly range?: RangeConfig;
  /** Turns the condition around; a request without the header still does not match. */
  readonly not?: true;
}

/** `routes[].rules[].headers.NAME.range`: A whole number from `from` to below `to`. */
export interface RangeConfig {
  /** The first number that matches. */
  readonly from: number;
  /** The first number that no longer matches. */
  readonly to: number;
}

/** `routes[].rules[].query.NAME` */
export interface QueryConfig {
  /** Equal to this. */
  readonly exact?: string;
  /** Matches this RE2 expression as a whole (Google: Preview). */
  readonly regex?: string;
  /** The parameter is there, whatever its value. */
  readonly present?: true;
}

/** `routes[].rules[].to.NAME`, `routes[].default.to.NAME`, `default.to.NAME` */
export interface ShareConfig {
  /** Its share, as a weight beside those of the others. */
  readonly weight: number;
  /** Changes of the request's headers. */
  readonly requestHeaders?: HeaderChangesConfig;
  /** Changes of the answer's headers. */
  readonly responseHeaders?: HeaderChangesConfig;
}

/** `routes[].rules[].to.NAME.requestHeaders`, `routes[].rules[].to.NAME.responseHeaders`, `routes[].rules[].requestHeaders`, `routes[].rules[].responseHeaders`, `routes[].default.to.NAME.requestHeaders`, `routes[].default.to.NAME.responseHeaders`, `routes[].default.requestHeaders`, `routes[].default.responseHeaders`, `routes[].requestHeaders`, `routes[].responseHeaders`, `default.to.NAME.requestHeaders`, `default.to.NAME.responseHeaders`, `default.requestHeaders`, `default.responseHeaders`: Changes of the request's headers. */
export interface HeaderChangesConfig {
  /** Sets headers, over what is there. */
  readonly set?: Readonly<Record<string, string>>;
  /** Adds values beside what is there. */
  readonly add?: Readonly<Record<string, string>>;
  /** Removes headers. */
  readonly remove?: ReadonlyArray<string>;
}

/** `routes[].rules[].canary`, `routes[].default.canary`, `default.canary`: Sends a share to another workload. Promote it by naming it in `to`, roll back by removing the line. */
export interface CanaryConfig {
  /** The workload that is tried. */
  readonly to: string;
  /** Its share; the rest goes to `to`. */
  readonly percent: number;
}

/** `routes[].rules[].redirect`, `routes[].default.redirect`, `default.redirect`: Answers with a redirect instead of serving. */
export interface RedirectConfig {
  /** Another host. */
  readonly host?: string;
  /** Another path, whatever it was. */
  readonly path?: string;
  /** Another prefix; the rest of the path stays. */
  readonly prefix?: string;
  /** To HTTPS; only where the listener is HTTP. Default: `false`. */
  readonly https?: boolean;
  /** The status. 307 and 308 keep method and body, as API calls need. Default: `308`. */
  readonly code?: 301 | 302 | 303 | 307 | 308;
  /** Drops the query string. Default: `false`. */
  readonly stripQuery?: boolean;
}

/** `routes[].rules[].rewrite`, `routes[].default.rewrite`, `default.rewrite`: Changes the request before the workload sees it. The query string stays. */
export interface RewriteConfig {
  /** Replaces the prefix, or the part before `*`, that matched. */
  readonly prefix?: string;
  /** Replaces the whole path; for exact paths. */
  readonly path?: string;
  /** A new path from what a `template` captured. */
  readonly template?: string;
  /** Replaces the Host header. */
  readonly host?: string;
}

/** `routes[].rules[].retry`, `routes[].default.retry`, `default.retry`: When and how often it is tried again. */
export interface RetryConfig {
  /** How often it is tried again. Default: `1`. */
  readonly attempts?: number;
  /** When. `5xx` and `gateway-error` repeat calls that a model may already have paid for. */
  readonly on: ReadonlyArray<"5xx" | "gateway-error" | "connect-failure" | "retriable-4xx" | "refused-stream" | "cancelled" | "deadline-exceeded" | "internal" | "resource-exhausted" | "unavailable">;
  /** The time for each try. Default: the route's timeout. */
  readonly perTry?: string;
}

/** `routes[].rules[].mirror`, `routes[].default.mirror`, `default.mirror` */
export interface MirrorConfig {
  /** The workload that gets the copies. */
  readonly to: string;
  /** The share of requests that is copied. google-beta makes the URL map of an external proxy with a mirror, and of an internal one that copies a part. Default: `100`. */
  readonly percent?: number;
}

/** `routes[].rules[].cors`, `routes[].default.cors`, `default.cors`: Cross-origin access for browsers, answered by the proxy. */
export interface CorsConfig {
  /** Origins that may read answers, as in https://app.example.com, or `*`. */
  readonly origins: ReadonlyArray<string>;
  /** Methods that may be used, as in GET and POST. */
  readonly methods?: ReadonlyArray<string>;
  /** Request headers that may be sent. */
  readonly headers?: ReadonlyArray<string>;
  /** Answer headers that may be read. */
  readonly expose?: ReadonlyArray<string>;
  /** How long a browser may remember the answer to its question. */
  readonly maxAge?: string;
  /** Whether cookies and authorization may be sent. Default: `false`, Google's own. */
  readonly credentials?: boolean;
}

/** `routes[].rules[].fault`, `routes[].default.fault`, `default.fault`: Makes requests slow or fail on purpose, to test clients. */
export interface FaultConfig {
  /** Holds a share of the requests. */
  readonly delay?: DelayConfig;
  /** Answers a share of the requests with this status. */
  readonly abort?: AbortConfig;
}

/** `routes[].rules[].fault.delay`, `routes[].default.fault.delay`, `default.fault.delay`: Holds a share of the requests. */
export interface DelayConfig {
  /** How long each is held. */
  readonly for: string;
  /** The share of requests. */
  readonly percent: number;
}

/** `routes[].rules[].fault.abort`, `routes[].default.fault.abort`, `default.fault.abort`: Answers a share of the requests with this status. */
export interface AbortConfig {
  /** The status of the answer. */
  readonly status: number;
  /** The share of requests. */
  readonly percent: number;
}

/** `routes[].default`, `default`: What happens with requests that no rule names. Default: 404. */
export interface ActionConfig {
  /** The workload that serves, or weights: `{ v1: 90, v2: 10 }`, each of which may change headers: `{ v1: 90, v2: { weight: 10, requestHeaders: … } }`. */
  readonly to?: string | Readonly<Record<string, number | ShareConfig>>;
  /** Sends a share to another workload. Promote it by naming it in `to`, roll back by removing the line. */
  readonly canary?: CanaryConfig;
  /** Answers with a redirect instead of serving. */
  readonly redirect?: RedirectConfig;
  /** Answers with this status without a backend. */
  readonly respond?: number;
  /** Changes the request before the workload sees it. The query string stays. */
  readonly rewrite?: RewriteConfig;
  /** Until the last byte of the answer, retries included. Default: the API family's, the workload's. */
  readonly timeout?: string;
  /** Tries another backend. Default: the profile's conditions; `false` turns retries off. */
  readonly retry?: false | RetryConfig;
  /** Sends copies of requests to another workload and discards its answers. It pays for every one of them. */
  readonly mirror?: string | MirrorConfig;
  /** Cross-origin access for browsers, answered by the proxy. */
  readonly cors?: CorsConfig;
  /** Makes requests slow or fail on purpose, to test clients. */
  readonly fault?: FaultConfig;
  /** Lets through every path that matches, those that administer a model server too. Default: of a known model server what it publishes; the rest answers 404. */
  readonly opens?: "everything";
  /** Changes of the request's headers. */
  readonly requestHeaders?: HeaderChangesConfig;
  /** Changes of the answer's headers. */
  readonly responseHeaders?: HeaderChangesConfig;
}

/** `tests[]`: A request and what must become of it; checked at every synth. */
export interface TestConfig {
  /** The method and the URL. */
  readonly request: string;
  /** Its headers. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The address that it comes from. Without a word for who calls, it comes from somebody who may. */
  readonly clientIp?: string;
  /** Whoever shows a certificate with this name; its listener has `clientCertificates`. */
  readonly clientCertificate?: string | ClientCertificateConfig;
  /** Machines that run as this service account. Internal only. */
  readonly serviceAccount?: string;
  /** Machines with this resource tag. Internal only. */
  readonly tag?: string;
  /** The workload that serves it, or more of what must hold. */
  readonly expect: string | ExpectConfig;
}

/** `tests[].expect` */
export interface ExpectConfig {
  /** The only, or one of the possible, workloads. */
  readonly workload?: string;
  /** The status, when the proxy answers itself: 403 where its caller is denied. */
  readonly status?: number;
  /** The location of a redirect. */
  readonly redirect?: string;
  /** The path that the workload sees. */
  readonly path?: string;
  /** The host that the workload sees. */
  readonly host?: string;
}

/** `checks`: What the checks leave out. */
export interface ChecksConfig {
  /** Warnings that are meant; one that no longer appears is itself a warning. */
  readonly suppress?: ReadonlyArray<SuppressConfig>;
}

/** `checks.suppress[]` */
export interface SuppressConfig {
  /** The finding's id, as it stands in brackets. Errors cannot be suppressed. */
  readonly id: string;
  /** Why it does not matter here. */
  readonly reason: string;
  /** Where: this place of the file, and everything below it. Default: everywhere. */
  readonly at?: string;
}

/** `state`: Where Terraform keeps its state; a state per stack. A state remembers its project, and the plan of another one is refused: give each project an output folder in a folder of its own (`CDKTF_OUTDIR=ml-dev/cdktf.out`, for the CDKTF CLI `--output ml-dev/cdktf.out`), a `prefix`, or a `name`. Default: a file beside the output folder. */
export interface StateConfig {
  /** A file beside the output folder: `terraform.STACK.tfstate`. */
  readonly local?: true;
  /** A Cloud Storage bucket. */
  readonly gcs?: GcsConfig;
  /** An S3 bucket, with a lock file in it: Terraform or OpenTofu 1.10. */
  readonly s3?: S3Config;
  /** Terraform Cloud, HCP Terraform or Terraform Enterprise: one workspace per stack. */
  readonly cloud?: CloudConfig;
}

/** `state.gcs`: A Cloud Storage bucket. */
export interface GcsConfig {
  /** The bucket's name. */
  readonly bucket: string;
  /** The path in the bucket; the stack's name is added. */
  readonly prefix?: string;
}

/** `state.s3`: An S3 bucket, with a lock file in it: Terraform or OpenTofu 1.10. */
export interface S3Config {
  /** The bucket's name. */
  readonly bucket: string;
  /** The bucket's AWS region. */
  readonly region: string;
  /** The key's beginning; the stack's name is added. */
  readonly prefix?: string;
}

/** `state.cloud`: Terraform Cloud, HCP Terraform or Terraform Enterprise: one workspace per stack. */
export interface CloudConfig {
  /** The organization. */
  readonly organization: string;
  /** The host of a Terraform Enterprise. Default: `app.terraform.io`, Terraform's own. */
  readonly hostname?: string;
  /** The project of the workspaces. Default: the organization's. */
  readonly project?: string;
  /** The workspace's name is this, then the stack's name. */
  readonly workspacePrefix?: string;
}

/** `provider`: Overrides the derived constraint on the google provider. A range that ends below 7.8.0 is for providers that do not know `security_policy` of a regional backend service. */
export interface ProviderConfig {
  /** A version constraint, as Terraform writes it. */
  readonly version: string;
}

/** `adopt`, `adopt.NAME`: Existing resources that this stack takes over: they keep their names, and `import` blocks bring them into the state. */
export interface AdoptConfig {
  /** The address. */
  readonly address?: string;
  /** The proxy-only subnet. */
  readonly proxyOnlySubnet?: string;
  /** The URL map. */
  readonly urlMap?: string;
  /** The URL map that sends HTTP to HTTPS. */
  readonly redirectUrlMap?: string;
  /** By listener: `http-80`, `https-443`. */
  readonly targetProxies?: Readonly<Record<string, string>>;
  /** By listener. */
  readonly forwardingRules?: Readonly<Record<string, string>>;
  /** By workload. */
  readonly backendServices?: Readonly<Record<string, string>>;
  /** By workload. */
  readonly healthChecks?: Readonly<Record<string, string>>;
}
