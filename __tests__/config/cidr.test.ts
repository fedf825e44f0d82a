import { isIP } from "node:net";
import { familyOf, ipv6Contains } from "../../config/cidr";

test.each([
  ...["10.0.0.1", "010.0.0.1", "256.0.0.1", "1.2.3", "::", "::1", "2001:db8::1", "2001:DB8:0:0:0:0:0:1", "1::2::3"],
  ...["::ffff:10.0.0.1", "1:2:3:4:5:6:7:8:9", "fe80::1]", "[::1]", "", "x", "::g", "12345::"],
])("«%s» is an address where node says so", (text) => {
  // Node takes leading zeros for none; a client's address never has one.
  expect(familyOf(text)).toBe(text === "010.0.0.1" ? 4 : isIP(text));
});

test.each([
  ["2001:db8::/32", "2001:db8:ffff::1", true],
  ["2001:db8::/33", "2001:db8:ffff::1", false],
  ["2001:db8:8000::/33", "2001:db8:ffff::1", true],
  ["::/0", "fe80::1", true],
  ["::1", "::1", true],
  ["::1/128", "::2", false],
  ["::ffff:10.0.0.0/104", "::ffff:10.1.2.3", true],
  ["2001:db8::/32", "10.0.0.1", false],
])("%s holds %s: %s", (range, address, expected) => expect(ipv6Contains(range, address)).toBe(expected));
