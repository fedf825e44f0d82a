import { lastSegment, parsePath } from "../../../simulator/control-plane/resource-path";
import type { Simulator } from "../../../simulator/control-plane/server";
import type { Difference } from "../../../simulator/rehearsal/platform-difference";
import { sendTo } from "../simulator/client";

const POLICY = "edge";

/** Attaches a security policy and IAP to every backend service, by the API, as another team does. */
export async function attachEverywhere(simulator: Simulator): Promise<void> {
  const compute = `${simulator.url}/compute/v1`;
  const must = async (method: string, path: string, body?: object) => {
    const { status, body: answer } = await sendTo(`${compute}/${path}`, method, body);
    if (status !== 200) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
    return answer;
  };
  for (const [path] of [...simulator.state.entries("backendServices")]) {
    const { project, scope } = parsePath(path) ?? {};
    const policies = `projects/${project}/${scope}/securityPolicies`;
    if (simulator.state.find(`${policies}/${POLICY}`) === undefined) await must("POST", policies, { name: POLICY });
    await must("POST", `${path}/setSecurityPolicy`, { securityPolicy: `${policies}/${POLICY}` });
    const { fingerprint } = await must("GET", path);
    await must("PATCH", path, { fingerprint, iap: { enabled: true, oauth2ClientId: "client" } });
  }
}

/** A backend service that is as a first deploy makes it, but for what was attached: both of it, or the policy alone. */
export const isAttachment = ({ path, what, fields }: Difference): boolean =>
  what === "other" &&
  path.includes("/backendServices/") &&
  ["iap,securityPolicy", "securityPolicy"].includes(String(fields));
export const isWithoutIap = ({ fields }: Difference): boolean => String(fields) === "securityPolicy";

/** The policy itself, which no stack knows. */
export const isPolicy = ({ path, what }: Difference): boolean => what === "too many" && lastSegment(path) === POLICY;
