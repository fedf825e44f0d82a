import { request as httpRequest } from "node:http";
import fc from "fast-check";
import type { Request } from "../../../../routing/evaluate/decision";
import { type DataPlane, startDataPlane } from "../../../../simulator/data-plane/data-plane";
import { CALLER_HEADERS, conditionOf } from "../../../../simulator/data-plane/envoy/access";
import { findEnvoy } from "../../../../simulator/data-plane/envoy/process";
import { type StandIn, startStandIn } from "../../../../simulator/data-plane/stand-in";
import { authorizationPolicies, callers, calls, securityPolicyRules } from "../../../support/arbitraries/policies";
import { describeWithEnvoy } from "../../../support/envoy/proxy";
import { isAllowed, type Json, type PlainCaller } from "../../../support/routing/plain-access";
import { runs } from "../../../support/runs";
import { LISTENER, loadBalancer, service } from "../../../support/simulator/served";

const REQUESTS = 20;

/** One header says who calls, so that nobody has two identities here, nor a name of a certificate. */
const known = ({ ip, serviceAccount }: PlainCaller): PlainCaller => ({
  ip,
  serviceAccount,
  tag: "",
  clientCertificate: { selector: "", name: "" },
});
const knowsCertificates = (policies: Json[]) => JSON.stringify(policies).includes("principals");

describeWithEnvoy("random policies", () => {
  let standIn: StandIn;
  let plane: DataPlane;

  beforeAll(async () => {
    standIn = await startStandIn("llama");
    plane = await startDataPlane({ envoy: findEnvoy() ?? "", upstreamOf: () => standIn });
  });
  afterAll(async () => {
    await plane?.stop();
    await standIn?.close();
  });

  function status({ method, host, path, query, headers }: Request, caller: PlainCaller): Promise<number | undefined> {
    const who = { [CALLER_HEADERS.ip]: caller.ip, [CALLER_HEADERS.principal]: caller.serviceAccount };
    return new Promise((resolve, reject) => {
      const target = [path, query].filter((part) => part !== undefined).join("?");
      const options = { method, path: target, headers: { ...headers, ...who, host }, agent: false };
      httpRequest(plane.url(LISTENER), options, (response) => {
        response.resume();
        response.on("end", () => resolve(response.statusCode));
      })
        .on("error", reject)
        .end();
    });
  }

  test("let the same callers through a real Envoy as by a plain reading of Google's words", async () => {
    let denied = 0;
    const requests = fc.array(fc.tuple(calls, callers), { minLength: REQUESTS, maxLength: REQUESTS });
    await fc.assert(
      fc.asyncProperty(authorizationPolicies, securityPolicyRules, requests, async (policies, rules, asked) => {
        fc.pre(!knowsCertificates(policies) && rules.every((rule) => conditionOf(rule) !== undefined));
        const llama = { ...service("llama"), securityPolicy: rules };
        const access = { policies, authorizers: [] };
        await plane.serve(loadBalancer({ defaultService: "llama" }, [llama], { access }));
        for (const [call, one] of asked) {
          const [request, caller] = [{ ...call, method: call.method.toUpperCase() }, known(one)];
          const expected = isAllowed(policies, rules, request, caller) ? 200 : 403;
          denied += Number(expected === 403);
          expect({ request, caller, status: await status(request, caller) }).toEqual({
            request,
            caller,
            status: expected,
          });
        }
      }),
      { numRuns: runs(100) },
    );
    expect(denied).toBeGreaterThan(0);
  });
});
