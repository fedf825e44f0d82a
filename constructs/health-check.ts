import { ComputeRegionHealthCheck } from "@cdktf/provider-google/lib/compute-region-health-check";
import { Construct } from "constructs";
import type { HealthCheck as HealthCheckModel } from "../config/model/model";
import { importAdopted } from "./import-block";
import { hashedName } from "./names";
import type { Placement } from "./placement";

export interface HealthCheckProps {
  readonly placement: Placement;
  readonly healthCheck: HealthCheckModel;
  /** The name of an existing health check that Terraform takes over. */
  readonly adoptedName?: string;
}

/** Asks every backend whether it can take requests: at the port that serves, unless another one is named. */
export class HealthCheck extends Construct {
  readonly resource: ComputeRegionHealthCheck;
  /** Its link, as a reference. */
  readonly id: string;

  constructor(scope: Construct, id: string, { placement, healthCheck, adoptedName }: HealthCheckProps) {
    super(scope, id);
    const { stack, region, project } = placement;
    this.resource = new ComputeRegionHealthCheck(this, "Default", {
      // The type could change in place; another name makes the change clean.
      name: adoptedName ?? hashedName(this, stack, id, { region, protocol: healthCheck.protocol }),
      project,
      region,
      checkIntervalSec: healthCheck.interval,
      timeoutSec: healthCheck.timeout,
      healthyThreshold: healthCheck.healthyThreshold,
      unhealthyThreshold: healthCheck.unhealthyThreshold,
      logConfig: { enable: healthCheck.logs },
      ...question(healthCheck),
      lifecycle: { createBeforeDestroy: true },
    });
    // The bindings do not know the block.
    if (healthCheck.protocol === "grpcTls") this.resource.addOverride("grpc_tls_health_check", grpcTls(healthCheck));
    importAdopted(this.resource, "healthChecks", adoptedName);
    this.id = this.resource.id;
  }
}

/** The one block that says how is asked. */
function question(check: HealthCheckModel) {
  const port =
    check.port === undefined
      ? { portSpecification: "USE_SERVING_PORT" }
      : { portSpecification: "USE_FIXED_PORT", port: check.port };
  const http = { ...port, requestPath: check.path, host: check.host, response: check.response, proxyHeader: "NONE" };
  const stream = { ...port, response: check.response, proxyHeader: "NONE" };
  switch (check.protocol) {
    case "http":
      return { httpHealthCheck: http };
    case "https":
      return { httpsHealthCheck: http };
    case "http2":
      return { http2HealthCheck: http };
    case "tcp":
      return { tcpHealthCheck: stream };
    case "ssl":
      return { sslHealthCheck: stream };
    case "grpc":
      return { grpcHealthCheck: { ...port, grpcServiceName: check.grpcService } };
    case "grpcTls":
      return {};
  }
}

const grpcTls = ({ port, grpcService }: HealthCheckModel) => ({
  port_specification: port === undefined ? "USE_SERVING_PORT" : "USE_FIXED_PORT",
  port,
  grpc_service_name: grpcService,
});
