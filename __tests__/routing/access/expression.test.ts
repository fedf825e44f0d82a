import { holds } from "../../../routing/access/expression";
import { parseRequest } from "../../../routing/evaluate/request";

const request = parseRequest("POST", "https://ai.example.com/v1/wp-login", [
  ["X-Tenant-Id", "acme"],
  ["Cookie", "session=1"],
]);

const ask = (text: string, ip?: string) => holds(text, { request, caller: { ...(ip !== undefined && { ip }) } });

describe("an expression", () => {
  test.each([
    ["has(request.headers['x-tenant-id'])", true],
    ["!(has(request.headers['x-tenant-id']))", false],
    ["has(request.headers['host'])", true],
    ["has(request.headers['cookie']) && request.headers['cookie'].contains('session=')", true],
    ["has(request.headers['x-a']) && request.headers['x-a'].contains('b')", false],
    ["request.host == 'ai.example.com:443' || request.host.endsWith('.example.com')", true],
    ["request.host == 'AI.example.com'", false],
    ["!has(request.headers['x-a'])&&!(has(request.headers['x-b'])||has(request.headers['x-c']))", true],
    ["true", true],
  ])("of a form that this program writes is read: %s", (text, expected) => expect(ask(text)).toBe(expected));

  test("asks for the client's address where it is not said", () => {
    const text = "!(inIpRange(origin.ip, '198.51.100.7/32') || inIpRange(origin.ip, '203.0.113.0/24'))";
    expect(ask(text, "203.0.113.9")).toBe(false);
    expect(ask(text, "203.0.114.9")).toBe(true);
    expect(ask(text, "2001:db8::1")).toBe(true);
    const caller = (words: string) => ({ kind: "caller", words: [words], isNegated: true });
    expect(ask(text)).toEqual({ because: [caller("198.51.100.7"), caller("203.0.113.0/24")] });
  });

  test.each([
    "request.path.contains('wp-')",
    "has(request.headers['x-tenant-id']) == false",
    "(has(request.headers['x-tenant-id'])) == false",
    "!has(request.headers['x-tenant-id']) == true",
    "has(request.headers['x-a']) ? true : has(request.headers['x-tenant-id'])",
    "has(request.headers['x-tenant-id']) // no",
    "has(request.headers['X-Tenant-Id']) || request.path == '/'",
    "[1, 2].exists(x, x == 1 || true)",
    "request.path == ' || true'",
    'request.path == " || true"',
    "true)",
    "(true",
    "true || ",
    "'",
    "",
  ])("of any other form is never guessed: %s", (text) => {
    const because = [{ kind: "expression", text: expect.any(String) }];
    expect(ask(text)).toEqual(expect.objectContaining({ because: expect.arrayContaining(because) }));
  });

  test("is told in spite of a part that is not read, where the rest decides", () => {
    expect(ask("has(request.headers['x-a']) && request.path.matches('a || b')")).toBe(false);
    expect(ask("(request.path == '/' || origin.region_code == 'US') || has(request.headers['x-tenant-id'])")).toBe(
      true,
    );
    expect(ask("!(request.path == '/') && has(request.headers['x-tenant-id'])")).toEqual({
      because: [{ kind: "expression", text: "request.path == '/'" }],
    });
  });
});
