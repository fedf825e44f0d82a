import { inUse, invalidValue, notFound } from "../api-error";
import { groupOf } from "../collections";
import { sameEndpoint } from "../list-verbs";
import { formatPath, lastSegment, parsePath, relativePath } from "../resource-path";
import type { NetworkEndpointGroup } from "../resources";
import { userOf } from "./common";
import { type RuleSet, rulesOf } from "./rule";
import { SOURCE } from "./sources";

const REGIONAL_TYPES = ["SERVERLESS", "PRIVATE_SERVICE_CONNECT", "INTERNET_FQDN_PORT", "INTERNET_IP_PORT"];
const ZONAL_TYPES = ["GCE_VM_IP_PORT", "NON_GCP_PRIVATE_IP_PORT"];

function isType(group: NetworkEndpointGroup, ...types: string[]): boolean {
  return types.includes(group.networkEndpointType ?? "");
}

const NETWORK_ENDPOINT_GROUPS = rulesOf(
  "networkEndpointGroups",
  SOURCE.rest("networkEndpointGroups/attachNetworkEndpoints"),
  [
    {
      id: "neg.type",
      source: SOURCE.rest("networkEndpointGroups"),
      refuses: "a type that an Application Load Balancer cannot use in this scope",
      write: ({ networkEndpointType: type = "" }, { path }) => {
        const allowed = path.scope.startsWith("zones/") ? ZONAL_TYPES : REGIONAL_TYPES;
        return allowed.includes(type)
          ? undefined
          : invalidValue("networkEndpointType", type, `Must be one of ${allowed.join(", ")}.`);
      },
    },
    {
      id: "neg.serverless",
      source: SOURCE.serverlessNegs,
      refuses: "a serverless NEG that does not name exactly one service, by name or URL mask",
      field: "cloudRun",
      why: "Exactly one of cloudRun and cloudFunction must be specified, with a name or a URL mask.",
      when: (group) => {
        const { cloudRun, cloudFunction } = group;
        const named = [cloudRun, cloudFunction].filter((one) => one !== undefined);
        return (
          isType(group, "SERVERLESS") &&
          (named.length !== 1 || (cloudRun?.service ?? cloudFunction?.function ?? named[0]?.urlMask) === undefined)
        );
      },
    },
    {
      id: "neg.psc-target",
      source: SOURCE.rest("regionNetworkEndpointGroups"),
      refuses: "a Private Service Connect NEG without a target, or with a service attachment that is not there",
      write: (group, { state }) => {
        if (!isType(group, "PRIVATE_SERVICE_CONNECT")) return undefined;
        const { pscTargetService: target } = group;
        if (target === undefined) return invalidValue("pscTargetService", target, "A target service is required.");
        return parsePath(target) !== undefined && state.find(target) === undefined
          ? notFound(relativePath(target))
          : undefined;
      },
    },
    {
      id: "neg.endpoint-type",
      refuses: "an endpoint that does not fit the NEG: instance, address and port; address and port; FQDN and port",
      write: (group, { verb }) => {
        if (verb !== "attachNetworkEndpoints") return undefined;
        if (isType(group, "SERVERLESS", "PRIVATE_SERVICE_CONNECT"))
          return invalidValue("networkEndpoints", "", `Not supported for ${group.networkEndpointType}.`);
        const bad = group.networkEndpoints?.find(({ instance, ipAddress, fqdn, port }) => {
          if (isType(group, "GCE_VM_IP_PORT")) return instance === undefined || fqdn !== undefined;
          if (isType(group, "INTERNET_FQDN_PORT"))
            return fqdn === undefined || instance !== undefined || port === undefined;
          return ipAddress === undefined || instance !== undefined || fqdn !== undefined;
        });
        return (
          bad &&
          invalidValue("networkEndpoints", bad, `The endpoint does not fit the type ${group.networkEndpointType}.`)
        );
      },
    },
    {
      id: "neg.endpoint-twice",
      refuses: "one endpoint twice in a NEG",
      write: ({ networkEndpoints = [] }, { verb }) => {
        const twice = networkEndpoints.find(
          (endpoint, index) => networkEndpoints.findIndex((other) => sameEndpoint(endpoint, other)) !== index,
        );
        return verb === "attachNetworkEndpoints" && twice
          ? invalidValue("networkEndpoints", twice, "The endpoint is already attached.")
          : undefined;
      },
    },
    {
      id: "neg.endpoint-instance",
      source: SOURCE.notFound,
      refuses: "an endpoint on an instance that is not there",
      verbatim: true,
      write: ({ networkEndpoints = [] }, { verb, path, state }) => {
        if (verb !== "attachNetworkEndpoints") return undefined;
        const paths = networkEndpoints.flatMap(({ instance }) =>
          instance ? [formatPath({ ...path, collection: "instances", name: lastSegment(instance) })] : [],
        );
        const missing = paths.find((instance) => state.find(instance) === undefined);
        return missing === undefined ? undefined : notFound(missing);
      },
    },
  ],
);

const INSTANCE_GROUPS = rulesOf("instanceGroups", SOURCE.notFound, [
  {
    id: "instance-group.instance",
    refuses: "an instance that is not there, or in another zone",
    verbatim: true,
    write: ({ instances = [] }, { verb, path, state }) => {
      if (verb !== "addInstances") return undefined;
      const missing = instances.find(
        (instance) => state.get("instances", instance) === undefined || parsePath(instance)?.scope !== path.scope,
      );
      return missing === undefined ? undefined : notFound(relativePath(missing));
    },
  },
]);

const INSTANCE_GROUP_MANAGERS = rulesOf(
  "instanceGroupManagers",
  SOURCE.issue("terraform-google-modules/terraform-google-vm", 45),
  [
    {
      id: "instance-group-manager.in-use",
      refuses: "to delete a managed instance group that a backend service uses",
      verbatim: true,
      remove: (_manager, { path, state }) => {
        const user = userOf(formatPath(groupOf(path)), state);
        return user === undefined ? undefined : inUse("instance_group_manager", formatPath(path), user);
      },
    },
  ],
);

export const BACKEND_GROUPS: readonly RuleSet[] = [NETWORK_ENDPOINT_GROUPS, INSTANCE_GROUPS, INSTANCE_GROUP_MANAGERS];
