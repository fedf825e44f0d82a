/**
 * Says whether a request may go on: by an API key (`x-api-key`), or by a JWT (`authorization: Bearer …`). Workloads are told
 * who calls in `x-tenant-id`, and never see the key.
 *
 * PORT            where it listens, 9000
 * API_KEYS_FILE   JSON: the SHA-256 of each key, in hexadecimal, with its tenant. The file holds no key
 * JWKS_URL        where the issuer publishes its keys; without it no JWT is taken
 * JWT_ISSUER, JWT_AUDIENCE   what a JWT must say; the tenant is its `sub`
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { loadPackageDefinition, Server, ServerCredentials } from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";
import { createRemoteJWKSet, jwtVerify } from "jose";

const { PORT = "9000", HOST = "0.0.0.0", API_KEYS_FILE, JWKS_URL, JWT_ISSUER, JWT_AUDIENCE } = process.env;
const tenants = new Map(Object.entries(API_KEYS_FILE ? JSON.parse(readFileSync(API_KEYS_FILE, "utf8")) : {}));
const jwks = JWKS_URL ? createRemoteJWKSet(new URL(JWKS_URL)) : undefined;

/** The tenant of a request; `undefined` where nobody vouches for it. */
async function tenantOf(headers) {
  const key = headers["x-api-key"];
  if (key) return tenants.get(createHash("sha256").update(key).digest("hex"));
  const [, token] = /^Bearer (\S+)$/i.exec(headers.authorization ?? "") ?? [];
  if (!token || !jwks) return undefined;
  const checks = { issuer: JWT_ISSUER, audience: JWT_AUDIENCE };
  return jwtVerify(token, jwks, checks).then(
    ({ payload }) => payload.sub,
    () => undefined,
  );
}

const OK = 0;
const UNAUTHENTICATED = 16;

async function check(call, reply) {
  const tenant = await tenantOf(call.request.attributes?.request?.http?.headers ?? {});
  if (tenant === undefined) {
    const body = JSON.stringify({ error: { message: "no valid API key or token", type: "invalid_request_error" } });
    const headers = [{ header: { key: "content-type", value: "application/json" } }];
    return reply(null, {
      status: { code: UNAUTHENTICATED },
      denied_response: { status: { code: 401 }, headers, body },
    });
  }
  const headers = [{ header: { key: "x-tenant-id", value: tenant } }];
  return reply(null, { status: { code: OK }, ok_response: { headers, headers_to_remove: ["x-api-key"] } });
}

const definition = loadSync(fileURLToPath(new URL("external_auth.proto", import.meta.url)), { keepCase: true });
const server = new Server();
server.addService(loadPackageDefinition(definition).envoy.service.auth.v3.Authorization.service, { Check: check });
server.bindAsync(`${HOST}:${PORT}`, ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  console.log(`listening on port ${port}`);
});
process.once("SIGTERM", () => server.tryShutdown(() => process.exit(0)));
