import { ComputeInstanceGroup } from "@cdktf/provider-google/lib/compute-instance-group";
import { ComputeInstanceGroupNamedPortA as ComputeInstanceGroupNamedPort } from "@cdktf/provider-google/lib/compute-instance-group-named-port";
import { ComputeNetworkEndpoint } from "@cdktf/provider-google/lib/compute-network-endpoint";
import { ComputeNetworkEndpointGroup } from "@cdktf/provider-google/lib/compute-network-endpoint-group";
import { ComputeRegionNetworkEndpoint } from "@cdktf/provider-google/lib/compute-region-network-endpoint";
import {
  ComputeRegionNetworkEndpointGroup,
  type ComputeRegionNetworkEndpointGroupConfig,
} from "@cdktf/provider-google/lib/compute-region-network-endpoint-group";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { endpointId } from "../config/model/ids";
import type { Backend, GroupPlace, Workload } from "../config/model/model";
import { hashedName, withoutDots } from "./names";
import { networkLink, type Placement, requiredProject, subnetLink } from "./placement";

export interface BackendGroupProps {
  readonly placement: Placement;
  readonly workload: Workload;
  readonly backend: Backend;
}

/** The provider refuses shorter links of instances when a group changes: `Error invalid instance URLs`. */
const COMPUTE_API = "https://www.googleapis.com/compute/v1/";

const REPLACED_FIRST = { lifecycle: { createBeforeDestroy: true } } as const;

/**
 * What a backend service points to: an instance group or network endpoint group, adopted or made here. Its id in the
 * construct tree is the workload's, and the backend's where a workload can have several.
 */
export class BackendGroup extends Construct {
  /** The group, as `backend.group` takes it. */
  readonly link: string;
  /** What must be there before requests arrive and go after them, though the backend service does not name it. */
  readonly dependencies: ITerraformDependable[] = [];

  constructor(scope: Construct, id: string, { placement, workload, backend }: BackendGroupProps) {
    super(scope, id);
    switch (backend.kind) {
      case "instanceGroup":
        this.link = groupLink(backend.group, "instanceGroups", placement);
        if (workload.createNamedPort && !("selfLink" in backend.group))
          this.addNamedPort(placement, workload, backend.group);
        break;
      case "neg":
        this.link = groupLink(backend.neg, "networkEndpointGroups", placement);
        break;
      case "instances":
        this.link = this.instanceGroup(placement, workload, backend);
        break;
      case "zonalEndpoints":
        this.link = this.endpointGroup(placement, "GCE_VM_IP_PORT", backend.zone, backend.endpoints);
        break;
      case "hybridEndpoints":
        this.link = this.endpointGroup(placement, "NON_GCP_PRIVATE_IP_PORT", backend.zone, backend.endpoints);
        break;
      case "backendService":
        this.link = backend.selfLink;
        break;
      default:
        this.link = this.regionalGroup(placement, backend);
    }
  }

  private addNamedPort(
    placement: Placement,
    workload: Workload,
    group: { readonly location: string; readonly name: string },
  ): void {
    const namedPort = new ComputeInstanceGroupNamedPort(this, "Default", {
      project: placement.project,
      zone: group.location,
      group: group.name,
      name: workload.portName,
      port: workload.port,
      ...REPLACED_FIRST,
    });
    this.dependencies.push(namedPort);
  }

  private instanceGroup(placement: Placement, workload: Workload, backend: Backend & { kind: "instances" }): string {
    const { stack } = placement;
    const { zone } = backend;
    const project = requiredProject(placement, `${zone}/${backend.instances[0]}`);
    const group = new ComputeInstanceGroup(this, "Default", {
      name: hashedName(this, stack, this.node.id, { zone, project }),
      project,
      zone,
      instances: backend.instances.map((name) => `${COMPUTE_API}projects/${project}/zones/${zone}/instances/${name}`),
      namedPort: [{ name: workload.portName, port: workload.port }],
      ...REPLACED_FIRST,
    });
    return group.id;
  }

  private endpointGroup(
    placement: Placement,
    type: EndpointType,
    zone: string,
    endpoints: readonly Endpoint[],
  ): string {
    const { project, stack } = placement;
    const network = networkLink(placement);
    const subnetwork = type === "GCE_VM_IP_PORT" ? subnetLink(placement) : undefined;
    const group = new ComputeNetworkEndpointGroup(this, "Default", {
      name: hashedName(this, stack, this.node.id, { type, zone, network, subnetwork, project }),
      project,
      zone,
      network,
      subnetwork,
      networkEndpointType: type,
      ...REPLACED_FIRST,
    });
    for (const endpoint of endpoints)
      this.dependencies.push(
        new ComputeNetworkEndpoint(this, endpointId(withoutDots(this.node.id), endpoint), {
          project,
          zone,
          networkEndpointGroup: group.name,
          instance: endpoint.instance,
          ipAddress: endpoint.ip,
          port: endpoint.port,
          ...REPLACED_FIRST,
        }),
      );
    return group.id;
  }

  private regionalGroup(placement: Placement, backend: RegionalBackend): string {
    const { project, region, stack } = placement;
    const config = regionalConfig(placement, backend);
    const group = new ComputeRegionNetworkEndpointGroup(this, "Default", {
      name: hashedName(this, stack, this.node.id, { region, project, ...config }),
      project,
      region,
      ...config,
      ...REPLACED_FIRST,
    });
    if (backend.kind === "internet")
      this.dependencies.push(
        new ComputeRegionNetworkEndpoint(this, this.node.id, {
          project,
          region,
          regionNetworkEndpointGroup: group.name,
          fqdn: backend.fqdn,
          ipAddress: backend.ip,
          port: backend.port,
          ...REPLACED_FIRST,
        }),
      );
    return group.id;
  }
}

type EndpointType = "GCE_VM_IP_PORT" | "NON_GCP_PRIVATE_IP_PORT";
type Endpoint = { readonly instance?: string; readonly ip: string; readonly port: number };
type RegionalBackend = Backend & { kind: "cloudRun" | "cloudFunction" | "privateServiceConnect" | "internet" };

/** What a regional group points to; everything here forces a replacement. */
function regionalConfig(
  placement: Placement,
  backend: RegionalBackend,
): Partial<ComputeRegionNetworkEndpointGroupConfig> {
  switch (backend.kind) {
    case "cloudRun": {
      const { service, tag, urlMask } = backend;
      return { networkEndpointType: "SERVERLESS", cloudRun: { service, tag, urlMask } };
    }
    case "cloudFunction":
      return {
        networkEndpointType: "SERVERLESS",
        cloudFunction: { function: backend.function, urlMask: backend.urlMask },
      };
    case "privateServiceConnect":
      return {
        networkEndpointType: "PRIVATE_SERVICE_CONNECT",
        pscTargetService: backend.target,
        network: networkLink(placement),
        subnetwork: subnetLink(placement),
        pscData: backend.producerPort === undefined ? undefined : { producerPort: String(backend.producerPort) },
      };
    case "internet":
      return {
        networkEndpointType: backend.fqdn === undefined ? "INTERNET_IP_PORT" : "INTERNET_FQDN_PORT",
        network: networkLink(placement),
      };
  }
}

/** A group by its place becomes a path; a self link or reference is taken as it is. */
function groupLink(
  place: GroupPlace,
  collection: "instanceGroups" | "networkEndpointGroups",
  placement: Placement,
): string {
  if ("selfLink" in place) return place.selfLink.replace("/instanceGroupManagers/", "/instanceGroups/");
  const scope = place.zonal ? "zones" : "regions";
  const project = requiredProject(placement, `${place.location}/${place.name}`);
  return `projects/${project}/${scope}/${place.location}/${collection}/${place.name}`;
}
