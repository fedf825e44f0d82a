import { fromJson, html, jsonIn, trusted } from "../../report/html";

const HOSTILE = `<script>alert(1)</script><!-- --> "'&\u202e\u0000`;

test("a text is text in an element and in an attribute", () => {
  expect(html`<p title="${HOSTILE}">${HOSTILE}</p>`.markup).toBe(`<p title="${SAFE}">${SAFE}</p>`);
});
const SAFE = "&lt;script&gt;alert(1)&lt;/script&gt;&lt;!-- --&gt; &quot;&#39;&amp;\ufffd\ufffd";

test("lists are joined, what is absent is left out, and markup stays", () => {
  expect(html`${[html`<i>${1}</i>`, "<", false, undefined]}${trusted("<b>")}${0}`.markup).toBe("<i>1</i>&lt;<b>0");
});

test("JSON in a script element does not end it, and comes back as it was", () => {
  const value = { text: HOSTILE, map: new Map([["a", new Map([[1, "</script>"]])]]), list: ["<!--"] };
  const { markup } = jsonIn(value);
  expect(markup).not.toMatch(/[<>&\u2028\u2029]/);
  expect(fromJson(markup)).toEqual(value);
});
