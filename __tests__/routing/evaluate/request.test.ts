import { parseRequest } from "../../../routing/evaluate/request";

test.each([
  ["http://ai.example.com", { scheme: "http", host: "ai.example.com", path: "/" }],
  ["https://ai.example.com:443/a", { scheme: "https", host: "ai.example.com", path: "/a" }],
  ["http://ai.example.com:80/a", { scheme: "http", host: "ai.example.com", path: "/a" }],
  ["https://ai.example.com:80/a", { scheme: "https", host: "ai.example.com:80", path: "/a" }],
  ["http://[::1]:8080/a", { scheme: "http", host: "[::1]:8080", path: "/a" }],
  ["http://h/a?", { scheme: "http", host: "h", path: "/a", query: "" }],
  ["http://h?x=1", { scheme: "http", host: "h", path: "/", query: "x=1" }],
  ["http://h/a?x=1?y&z#top?q", { scheme: "http", host: "h", path: "/a", query: "x=1?y&z" }],
  ["http://h/a#top", { scheme: "http", host: "h", path: "/a" }],
  ["http://h/a%2Fb/../c", { scheme: "http", host: "h", path: "/a%2Fb/../c" }],
])("reads %s as a client sends it", (url, expected) => {
  expect(parseRequest("GET", url)).toEqual({ method: "GET", headers: {}, ...expected });
});

test("header names become lower case and repeated lines are joined", () => {
  const { headers } = parseRequest("GET", "http://h/", [
    ["X-Model", " llama "],
    ["accept", "a"],
    ["Accept", "b"],
  ]);
  expect(headers).toEqual({ "x-model": "llama", accept: "a,b" });
});

test("a Host header overrides the URL's host and is not a header line any more", () => {
  const request = parseRequest("GET", "https://10.0.0.1/", [["Host", "ai.example.com:443"]]);
  expect(request).toMatchObject({ host: "ai.example.com:443", headers: {} });
});

test("a header called __proto__ is a header like any other", () => {
  expect(Object.entries(parseRequest("GET", "http://h/", [["__proto__", "x"]]).headers)).toEqual([["__proto__", "x"]]);
});

test.each([
  ["GET", "/v1/chat", [], 'cannot read the URL "/v1/chat"; write it as "https://host/path?query"'],
  [
    "GET",
    "ftp://h/",
    [],
    'the URL "ftp://h/" has the scheme "ftp"; an Application Load Balancer serves "http" and "https"',
  ],
  ["GET", "http://h/a b", [], 'the URL "http://h/a b" holds a space or a control character; percent-encode it'],
  [
    "GET",
    "http:///a",
    [],
    'the host "" is not a host name or address with an optional port, such as "ai.example.com:8080"',
  ],
  [
    "GET",
    "http://u@h/",
    [],
    'the host "…@h" is not a host name or address with an optional port, such as "ai.example.com:8080"',
  ],
  ["G T", "http://h/", [], 'the method "G T" is not an HTTP token such as "POST"'],
  ["GET", "http://h/", [["x y", "1"]], 'the header name "x y" is not an HTTP token'],
  ["GET", "http://h/", [["x", "1\n2"]], 'the value of the header "x" holds a line break'],
  [
    "GET",
    "http://h/",
    [
      ["host", "a"],
      ["Host", "b"],
    ],
    "the request has more than one Host header",
  ],
] as const)("refuses %s %s %j", (method, url, headers, message) => {
  expect(() => parseRequest(method, url, headers)).toThrow(new Error(message));
});
