import { type ChildProcess, spawn } from "node:child_process";
import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Authorizer } from "../../simulator/data-plane/access";
import { type DataPlane, startDataPlane } from "../../simulator/data-plane/data-plane";
import { findEnvoy } from "../../simulator/data-plane/envoy/process";
import { type StandIn, startStandIn } from "../../simulator/data-plane/stand-in";
import { describeWithEnvoy } from "../support/envoy/proxy";
import { ROOT } from "../support/project";
import { ask, LISTENER, loadBalancer, service } from "../support/simulator/served";

const AUTHORIZER: Authorizer = {
  name: "authorization-authorizer",
  service: "authorizer",
  protocol: "EXT_AUTHZ_GRPC",
  timeout: "5s",
  failOpen: false,
  headers: ["authorization", "x-api-key"],
  hosts: [],
};
const ISSUER = "https://issuer.example.com";
const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

describeWithEnvoy("examples/authorizer behind a real Envoy", () => {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  let directory: string;
  let issuer: Server;
  let authorizer: ChildProcess;
  let standIn: StandIn;
  let plane: DataPlane;

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), "authorizer-"));
    const keys = join(directory, "keys.json");
    writeFileSync(keys, JSON.stringify({ [createHash("sha256").update("key of acme").digest("hex")]: "acme" }));
    const jwks = { keys: [{ ...publicKey.export({ format: "jwk" }), kid: "one", alg: "RS256", use: "sig" }] };
    issuer = createServer((_, response) => response.end(JSON.stringify(jwks))).listen(0, "127.0.0.1");
    await once(issuer, "listening");
    const { port } = issuer.address() as AddressInfo;
    authorizer = spawn(process.execPath, [join(ROOT, "examples/authorizer/server.mjs")], {
      stdio: ["ignore", "pipe", "inherit"],
      env: {
        PATH: process.env.PATH,
        HOST: "127.0.0.1",
        PORT: "0",
        API_KEYS_FILE: keys,
        JWKS_URL: `http://127.0.0.1:${port}/`,
        JWT_ISSUER: ISSUER,
        JWT_AUDIENCE: "ai",
      },
    });
    const [line] = await once(authorizer.stdout ?? process.stdin, "data");
    const asked = { address: "127.0.0.1", port: Number(/port (\d+)/.exec(String(line))?.[1]) };
    standIn = await startStandIn("llama");
    plane = await startDataPlane({
      envoy: findEnvoy() ?? "",
      upstreamOf: (endpoint) => (endpoint.service === "authorizer" ? asked : standIn),
      isAuthorizer: () => true,
    });
    const services = [service("llama"), service("authorizer", { protocol: "H2C" })];
    const access = { policies: [], authorizers: [AUTHORIZER] };
    await plane.serve(loadBalancer({ defaultService: "llama" }, services, { access }));
  });
  afterAll(async () => {
    await plane?.stop();
    await standIn?.close();
    authorizer?.kill();
    issuer?.close();
    rmSync(directory, { recursive: true });
  });

  const send = (headers: Record<string, string>) => ask(`${plane.url(LISTENER)}/`, headers);

  function token(claims: object, algorithm = "RS256"): string {
    const signed = `${base64({ alg: algorithm, kid: "one" })}.${base64(claims)}`;
    const signature = algorithm === "none" ? "" : sign("sha256", Buffer.from(signed), privateKey).toString("base64url");
    return `Bearer ${signed}.${signature}`;
  }
  const inAMinute = Math.floor(Date.now() / 1000) + 60;
  const claims = { iss: ISSUER, aud: "ai", sub: "globex", exp: inAMinute };

  test("a known key goes on: the workload is told whose it is, and never sees it", async () => {
    const { status, body } = await send({ "x-api-key": "key of acme", "x-tenant-id": "somebody else" });
    expect(status).toBe(200);
    expect(body).toMatch(/x-tenant-id\W+acme/);
    expect(body).not.toContain("key of acme");
    expect(body).not.toContain("somebody else");
  });

  test("a JWT of the issuer goes on, as its subject", async () => {
    const { status, body } = await send({ authorization: token(claims) });
    expect(status).toBe(200);
    expect(body).toMatch(/x-tenant-id\W+globex/);
  });

  test.each([
    ["no credential", {}],
    ["an unknown key", { "x-api-key": "key of nobody" }],
    ["a key named like a property of every object", { "x-api-key": "constructor" }],
    ["a JWT of another issuer", { authorization: token({ ...claims, iss: "https://other.example.com" }) }],
    ["a JWT for others", { authorization: token({ ...claims, aud: "others" }) }],
    ["a JWT that has expired", { authorization: token({ ...claims, exp: inAMinute - 3600 }) }],
    ["an unsigned JWT", { authorization: token(claims, "none") }],
  ])("%s is answered 401, in the words of OpenAI's clients", async (_, headers) => {
    const { status, body } = await send(headers);
    expect(status).toBe(401);
    expect(JSON.parse(body)).toMatchObject({ error: { type: "invalid_request_error" } });
  });
});
