import { ComputeInstanceGroupManager } from "@cdktf/provider-google/lib/compute-instance-group-manager";
import { ComputeNetwork } from "@cdktf/provider-google/lib/compute-network";
import { GoogleProvider } from "@cdktf/provider-google/lib/provider";
import { RegionalHttpProxy, type RegionalHttpProxyProps } from "ai-http-proxy";
import { App, TerraformOutput, TerraformStack } from "cdktf";
import type { Construct } from "constructs";

class MyStack extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new GoogleProvider(this, "google", { project: "ml-prod" });
    this.addOverride("terraform.required_providers.google", {
      source: "hashicorp/google",
      version: ">= 7.8.0, < 8.0.0",
    });
    const network = new ComputeNetwork(this, "network", { name: "platform", autoCreateSubnetworks: false });
    const ranges = { "us-central1": "10.129.0.0/23", "europe-west4": "10.129.2.0/23" };
    for (const [region, proxyOnlySubnet] of Object.entries(ranges)) {
      const group = new ComputeInstanceGroupManager(this, `vllm-${region}`, {
        name: `vllm-${region}`,
        zone: `${region}-a`,
        baseInstanceName: "vllm",
        targetSize: 1,
        version: [{ instanceTemplate: "vllm" }],
        namedPort: [{ name: "http", port: 8000 }],
      });
      const props: RegionalHttpProxyProps = {
        name: "ai",
        project: "ml-prod",
        region,
        network: { vpc: network.id, proxyOnlySubnet },
        workloads: { llama: { server: "vllm", backends: [{ instanceGroup: group.instanceGroup, tags: ["vllm"] }] } },
        routes: [{ hosts: ["ai.example.com"], rules: [{ api: "openai.chat", to: "llama" }] }],
      };
      const proxy = new RegionalHttpProxy(this, region, props);
      new TerraformOutput(this, `ip-${region}`, { value: proxy.ipAddress });
      new TerraformOutput(this, `service-${region}`, {
        value: proxy.workloads.get("llama")?.backendService.resource.id,
      });
    }
  }
}

const app = new App();
new MyStack(app, "app");
app.synth();
