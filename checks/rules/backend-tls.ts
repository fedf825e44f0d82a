import { isDirect } from "../../config/model/backends";
import { KINDS } from "../../config/model/kinds";
import type { Workload } from "../../config/model/model";
import { at, type Rules } from "../rule";
import { SOURCES } from "./sources";

const BACKEND_AUTHENTICATION = "https://cloud.google.com/load-balancing/docs/backend-authenticated-tls-backend-mtls";

export const isEncrypted = ({ protocol }: Workload): boolean => protocol === "HTTPS" || protocol === "HTTP2";

export const BACKEND_TLS_RULES: Rules = {
  "tls-unverified": {
    severity: "warning",
    title: "TLS to backends that verifies nobody",
    why: "With `https` and `http2` the proxy encrypts, and takes any certificate of an instance group, a network endpoint group or an address on the internet: whoever can answer there is believed.",
    fix: "Write whose certificate it must be: `tls: { verify: [llama.internal], authorities: ca.pem }`. Otherwise rely on it against reading only, and let the firewall and the network say who can answer.",
    source: BACKEND_AUTHENTICATION,
    *check({ workloads }) {
      for (const { path, words, resolved, backends } of workloads.values()) {
        const unnamed = backends.find(({ family, words }) => isDirect(family) || words.internet?.ip !== undefined);
        if (unnamed && words.tls === undefined && isEncrypted(resolved))
          yield at([...path, words.protocol === undefined ? "backends" : "protocol"], {
            what: `TLS to ${unnamed.words.internet ? "an address on the internet" : KINDS[unnamed.kind].noun} verifies neither the certificate nor the name: whoever answers there is believed`,
            fix: `write whose certificate it must be, as in \`${unnamed.words.internet ? "tls: { verify: [api.example.com] }" : "tls: { verify: [llama.internal], authorities: ca.pem }"}\`; where firewall and network say who can answer, suppress this`,
          });
      }
    },
  },
  "tls-without-encryption": {
    severity: "error",
    title: "Names to verify where nothing is encrypted",
    why: "Google takes settings for TLS with the protocols HTTPS and HTTP2 alone.",
    fix: "Leave `protocol` out: with `tls` it is `https`. For gRPC write `http2`.",
    source: BACKEND_AUTHENTICATION,
    *check({ workloads }) {
      for (const { path, words, resolved } of workloads.values())
        if (words.tls !== undefined && !isEncrypted(resolved))
          yield at([...path, "protocol"], {
            what: `\`protocol: ${words.protocol}\` is without TLS, and \`tls\` says whose certificate it must be`,
            fix: `write \`protocol: ${words.protocol === "h2c" ? "http2" : "https"}\`, or remove \`tls\``,
          });
    },
  },
  "plain-http-upstream": {
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
          });
    },
  },
};
