/**
 * The constructs inside a stack of your own, beside a VPC, an instance template and a managed instance group that it makes.
 * Run it with `npx tsx examples/foreign-stack/main.ts`; the JSON goes to cdktf.out/stacks/platform.
 */
import { ComputeInstanceTemplate } from "@cdktf/provider-google/lib/compute-instance-template";
import { ComputeNetwork } from "@cdktf/provider-google/lib/compute-network";
import { ComputeRegionInstanceGroupManager } from "@cdktf/provider-google/lib/compute-region-instance-group-manager";
import { ComputeSubnetwork } from "@cdktf/provider-google/lib/compute-subnetwork";
import { GoogleProvider } from "@cdktf/provider-google/lib/provider";
import { App, LocalBackend, TerraformOutput, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { RegionalHttpProxy } from "../../constructs/regional-http-proxy";

const PROJECT = "ml-prod";
const REGION = "us-central1";
const PORT = 8000;

export class PlatformStack extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new LocalBackend(this, { path: `../../../terraform.${id}.tfstate` });
    new GoogleProvider(this, "google", { project: PROJECT, region: REGION });
    // A range instead of the one version that the bindings were made from. From 7.8.0 on the provider knows security policies of
    // backend services, and leaves those that others attach.
    this.addOverride("terraform.required_providers.google", {
      source: "hashicorp/google",
      version: ">= 7.8.0, < 8.0.0",
    });

    const network = new ComputeNetwork(this, "network", { name: "platform", autoCreateSubnetworks: false });
    const subnet = new ComputeSubnetwork(this, "subnet", {
      name: "models",
      network: network.id,
      region: REGION,
      ipCidrRange: "10.10.0.0/20",
      privateIpGoogleAccess: true,
      logConfig: { aggregationInterval: "INTERVAL_5_SEC", flowSampling: 0.5, metadata: "INCLUDE_ALL_METADATA" },
    });
    const template = new ComputeInstanceTemplate(this, "vllm-template", {
      namePrefix: "vllm-",
      machineType: "g2-standard-8",
      tags: ["vllm"],
      metadata: { "block-project-ssh-keys": "true" },
      shieldedInstanceConfig: { enableSecureBoot: true, enableVtpm: true, enableIntegrityMonitoring: true },
      disk: [{ sourceImage: "projects/ml-prod/global/images/vllm", autoDelete: true, boot: true }],
      networkInterface: [{ subnetwork: subnet.id }],
      lifecycle: { createBeforeDestroy: true },
    });
    const group = new ComputeRegionInstanceGroupManager(this, "vllm", {
      name: "vllm",
      region: REGION,
      baseInstanceName: "vllm",
      targetSize: 2,
      version: [{ instanceTemplate: template.selfLinkUnique }],
      namedPort: [{ name: "http", port: PORT }],
    });

    const proxy = new RegionalHttpProxy(this, "proxy", {
      name: "ai",
      project: PROJECT,
      region: REGION,
      network: { vpc: network.id, proxyOnlySubnet: "10.129.0.0/23" },
      workloads: {
        llama: { server: "vllm", port: PORT, backends: [{ instanceGroup: group.instanceGroup, tags: ["vllm"] }] },
      },
      routes: [{ hosts: ["ai.example.com"], rules: [{ api: "openai.chat", to: "llama" }] }],
    });
    proxy
      .addWorkload("embed", { backends: [{ cloudRun: "embed" }] })
      .addRoutes({ hosts: ["ai.example.com"], rules: [{ api: "openai.embeddings", to: "embed" }] });

    new TerraformOutput(this, "http_proxy_ip", { value: proxy.ipAddress });
  }
}

if (require.main === module) {
  const app = new App();
  new PlatformStack(app, "platform");
  app.synth();
}
