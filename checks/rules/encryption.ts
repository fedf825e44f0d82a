import { isDirect } from "../../config/model/backends";
import { KINDS } from "../../config/model/kinds";
import { at, type Rule } from "../rule";
import { SOURCES } from "./sources";

export const ENCRYPTION_RULES: readonly Rule[] = [
  {
    id: "tls-unverified",
    severity: "warning",
    title: "TLS to backends of the VPC, which verifies nobody",
    why: "With `https` and `http2` the proxy encrypts, and takes any certificate of an instance group or network endpoint group: whoever can answer on that address and port is believed.",
    fix: "Rely on it against reading only: let the firewall and the network say who can answer.",
    source: "https://cloud.google.com/load-balancing/docs/ssl-certificates/encryption-to-the-backends",
    *check({ workloads }) {
      for (const { path, resolved, backends } of workloads.values()) {
        const [first] = backends;
        if (first && isDirect(resolved.family) && (resolved.protocol === "HTTPS" || resolved.protocol === "HTTP2"))
          yield at([...path, "protocol"], {
            what: `TLS to ${KINDS[first.kind].noun} verifies neither the certificate nor the name: whoever answers there is believed`,
            fix: "rely on it against reading only, and let firewall and network say who can answer; where that is so, suppress this",
          });
      }
    },
  },
  {
    id: "plain-http-upstream",
    severity: "warning",
    title: "Plain HTTP to an endpoint on the internet",
    why: "However clients reach the proxy, what it sends on crosses the internet in clear text: prompts, answers and keys.",
    fix: "Leave `protocol` out: internet endpoints are reached by HTTPS.",
    source: SOURCES.internet,
    *check({ workloads }) {
      for (const { path, resolved } of workloads.values())
        if (resolved.family === "internet" && (resolved.protocol === "HTTP" || resolved.protocol === "H2C"))
          yield at([...path, "protocol"], {
            what: "prompts, answers and keys cross the internet in clear text from the proxy on, however clients reach it",
            fix: "leave `protocol` out: internet endpoints are reached by HTTPS",
          });
    },
  },
];
