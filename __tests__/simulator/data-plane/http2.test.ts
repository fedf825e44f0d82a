import { once } from "node:events";
import { type ClientHttp2Session, connect, createServer, type Http2Server, type ServerHttp2Stream } from "node:http2";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { type DataPlane, startDataPlane } from "../../../simulator/data-plane/data-plane";
import type { LoggedRequest } from "../../../simulator/data-plane/envoy/access-log";
import { findEnvoy } from "../../../simulator/data-plane/envoy/process";
import { type StandIn, startStandIn } from "../../../simulator/data-plane/stand-in";
import { describeWithEnvoy } from "../../support/envoy/proxy";
import { ask, LISTENER, loadBalancer, service } from "../../support/simulator/served";

const GRPC_CALL = {
  ":method": "POST",
  ":path": "/inference.GRPCInferenceService/ModelInfer",
  "content-type": "application/grpc",
  te: "trailers",
};

describeWithEnvoy("HTTP/2 through the data plane", () => {
  let server: Http2Server;
  let standIn: StandIn;
  let plane: DataPlane;
  let client: ClientHttp2Session;
  /** What the server does with a call. */
  let onCall: (stream: ServerHttp2Stream) => void;
  const logged: LoggedRequest[] = [];

  beforeAll(async () => {
    server = createServer().on("stream", (stream) => onCall(stream));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    standIn = await startStandIn("llama");
    const { port } = server.address() as AddressInfo;
    plane = await startDataPlane({
      envoy: findEnvoy() ?? "",
      upstreamOf: (endpoint) => (endpoint.service === "grpc" ? { address: "127.0.0.1", port } : standIn),
      onRequest: (request) => logged.push(request),
    });
  });
  afterEach(() => client?.destroy());
  afterAll(async () => {
    await plane?.stop();
    await standIn?.close();
    server?.close();
  });

  async function serve(name: string, protocol: string): Promise<void> {
    await plane.serve(loadBalancer({ defaultService: name }, [service(name, { protocol })]));
    client = connect(plane.url(LISTENER));
  }

  test.each(["H2C", "HTTP2"])("a gRPC call keeps its trailers to a backend of %s", async (protocol) => {
    onCall = (stream) => {
      stream.respond({ "content-type": "application/grpc" }, { waitForTrailers: true });
      stream.once("wantTrailers", () => stream.sendTrailers({ "grpc-status": "5", "grpc-message": "no such model" }));
      stream.pipe(stream);
    };
    await serve("grpc", protocol);
    const call = client.request(GRPC_CALL);
    const trailers = once(call, "trailers");
    call.end("question");
    expect((await once(call, "response"))[0]).toMatchObject({ ":status": 200, "content-type": "application/grpc" });
    expect((await call.toArray()).join("")).toBe("question");
    expect((await trailers)[0]).toMatchObject({ "grpc-status": "5", "grpc-message": "no such model" });
  });

  test("messages of a call that streams both ways arrive one by one", async () => {
    onCall = (stream) => {
      stream.respond({ "content-type": "application/grpc" });
      stream.on("data", (message) => stream.write(`answer to ${message}`)).on("end", () => stream.end());
    };
    await serve("grpc", "H2C");
    const call = client.request(GRPC_CALL, { endStream: false }).setEncoding("utf8");
    for (const question of ["first", "second", "third"]) {
      // Nothing more is asked before this is answered.
      call.write(question);
      expect(await once(call, "data")).toEqual([`answer to ${question}`]);
    }
    call.end();
    await once(call, "end");
  });

  test.each(["HTTP", "H2C"])("a stand-in of %s answers clients of both versions", async (protocol) => {
    await serve("llama", protocol);
    const { body } = await ask(`${plane.url(LISTENER)}/any`, { host: "ai.example.com" });
    expect(JSON.parse(body)).toMatchObject({ workload: "llama", host: "ai.example.com", path: "/any" });
    const call = client.request({ ":authority": "ai.example.com", ":path": "/other" });
    const [headers] = await once(call, "response");
    expect(headers).toMatchObject({ ":status": 200, "x-received-host": "ai.example.com", "x-received-path": "/other" });
    expect(JSON.parse((await call.toArray()).join("")).headers).not.toHaveProperty(":authority");
  });

  test("a stand-in tells a gRPC client that it does not know the call", async () => {
    await serve("llama", "H2C");
    const call = client.request(GRPC_CALL);
    call.end();
    expect((await once(call, "response"))[0]).toMatchObject({
      "grpc-status": "12",
      "grpc-message": "this is llama, a stand-in",
      "x-served-by": "llama",
    });
  });

  test("the access log has the status of a gRPC call, and none of another request", async () => {
    await serve("llama", "H2C");
    const call = client.request({ ...GRPC_CALL, ":path": "/logged.Service/Call" });
    call.end();
    await once(call.resume(), "end");
    await ask(`${plane.url(LISTENER)}/logged`);
    const found = () => logged.filter(({ path }) => path?.startsWith("/logged"));
    while (found().length < 2) await sleep(5);
    expect(found().map(({ status, grpcStatus }) => [status, grpcStatus])).toEqual([
      [200, "Unimplemented"],
      [200, null],
    ]);
  });

  test("a backend that speaks HTTP/2 alone is not reached by HTTP", async () => {
    await serve("grpc", "HTTP");
    expect((await ask(plane.url(LISTENER))).status).toBe(502);
  });
});
