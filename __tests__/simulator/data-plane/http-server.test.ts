import { once } from "node:events";
import { connect as connectHttp2 } from "node:http2";
import { connect } from "node:net";
import { type HttpServer, startHttpServer } from "../../../simulator/data-plane/http-server";
import { ask } from "../../support/simulator/served";

describe("a server of HTTP/1.1 and HTTP/2", () => {
  let server: HttpServer;
  const url = () => `http://127.0.0.1:${server.port}`;
  beforeAll(async () => {
    server = await startHttpServer(async (request, answer) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      answer.statusCode = 201;
      answer.setHeader("x-path", request.url ?? "");
      answer.end(Buffer.concat(chunks));
    });
  });
  afterAll(() => server.close());

  test("answers HTTP/1.1, whatever its method begins with", async () => {
    expect(await ask(`${url()}/a`)).toMatchObject({ status: 201, headers: { "x-path": "/a" } });
    const response = await fetch(`${url()}/b`, { method: "PUT", body: "PRI " });
    expect(await response.text()).toBe("PRI ");
  });

  test("takes headers as long as the proxy lets through", async () => {
    const headers = { "x-long": "x".repeat(50_000) };
    expect((await ask(`${url()}/a`, headers)).status).toBe(201);
  });

  test("answers many requests of one HTTP/2 connection, without being asked for it", async () => {
    const client = connectHttp2(url());
    const paths = ["/a", "/b", "/c"];
    const answers = paths.map(async (path) => {
      const stream = client.request({ ":path": path, ":method": "POST" });
      stream.end(`body of ${path}`);
      const [headers] = await once(stream, "response");
      return [headers[":status"], headers["x-path"], (await stream.toArray()).join("")];
    });
    expect(await Promise.all(answers)).toEqual(paths.map((path) => [201, path, `body of ${path}`]));
    client.close();
  });

  test("goes on after somebody who leaves without a word", async () => {
    const socket = connect(server.port, "127.0.0.1");
    await once(socket, "connect");
    socket.resetAndDestroy();
    expect((await ask(url())).status).toBe(201);
  });

  test("cuts connections of either protocol when it is closed", async () => {
    const other = await startHttpServer(() => {});
    const client = connectHttp2(`http://127.0.0.1:${other.port}`);
    const cut = Promise.all([once(client, "close"), expect(ask(`http://127.0.0.1:${other.port}`)).rejects.toThrow()]);
    client.on("error", () => {});
    client.request({ ":path": "/" }).on("error", () => {});
    await once(client, "connect");
    await other.close();
    await cut;
  });
});
