import { CLIENT_KEEP_ALIVE, MOST_CERTIFICATES } from "../../../platform/facts";
import { limitExceeded } from "../api-error";
import { parsePath } from "../resource-path";
import type { StoredUrlMap, TargetProxy } from "../resources";
import { type FieldRule, type RuleSet, rulesOf } from "./rule";
import { SOURCE } from "./sources";
import { redirectsOf } from "./url-map-walk";

const KEEP_ALIVE: FieldRule<TargetProxy> = {
  id: "target-proxy.keep-alive",
  source: SOURCE.rest("regionTargetHttpsProxies"),
  refuses: "a client keep-alive timeout outside 5 to 600 seconds",
  field: "httpKeepAliveTimeoutSec",
  why: "Must be from 5 to 600.",
  when: ({ httpKeepAliveTimeoutSec: seconds = CLIENT_KEEP_ALIVE.min }) =>
    seconds < CLIENT_KEEP_ALIVE.min || seconds > CLIENT_KEEP_ALIVE.max,
};

const URL_MAP: FieldRule<TargetProxy> = {
  id: "target-proxy.url-map",
  source: SOURCE.rest("regionTargetHttpProxies"),
  refuses: "a target proxy without a URL map",
  field: "urlMap",
  why: "A URL map is required.",
  when: ({ urlMap }) => urlMap === undefined,
};

function isManagerCertificate(link: string): boolean {
  return parsePath(link)?.collection === "certificates";
}

/** Whether any redirect of the map leads from HTTP to HTTPS. */
export function redirectsToHttps(urlMap: StoredUrlMap): boolean {
  return redirectsOf(urlMap).some(({ value }) => value.httpsRedirect);
}

const SSL_POLICIES = rulesOf("sslPolicies", SOURCE.rest("regionSslPolicies"), [
  {
    id: "ssl-policy.custom-features",
    refuses: "custom features without profile CUSTOM, or the profile without them",
    field: "customFeatures",
    why: "Required with profile CUSTOM, and only with it.",
    when: ({ profile, customFeatures = [] }) => (profile === "CUSTOM") !== customFeatures.length > 0,
  },
  {
    id: "ssl-policy.minimum-version",
    refuses: "minTlsVersion TLS_1_3 with another profile than RESTRICTED",
    field: "profile",
    why: "Must be RESTRICTED with minTlsVersion TLS_1_3.",
    when: ({ profile, minTlsVersion }) => minTlsVersion === "TLS_1_3" && profile !== "RESTRICTED",
  },
  {
    id: "ssl-policy.fips",
    refuses: "profile FIPS_202205 with another minTlsVersion than TLS_1_2",
    field: "minTlsVersion",
    why: "Must be TLS_1_2 with profile FIPS_202205.",
    when: ({ profile, minTlsVersion }) => profile === "FIPS_202205" && minTlsVersion !== "TLS_1_2",
  },
]);

export const TARGET_PROXIES: readonly RuleSet[] = [
  rulesOf("targetHttpProxies", SOURCE.rest("regionTargetHttpProxies"), [KEEP_ALIVE, URL_MAP]),
  rulesOf("targetHttpsProxies", SOURCE.rest("regionTargetHttpsProxies"), [
    KEEP_ALIVE,
    URL_MAP,
    {
      id: "target-https-proxy.certificates",
      refuses: "an HTTPS proxy with no certificate, or with Compute and Certificate Manager certificates at once",
      field: "sslCertificates",
      why: "Certificates of exactly one kind must be specified.",
      when: ({ sslCertificates = [] }) => new Set(sslCertificates.map(isManagerCertificate)).size !== 1,
    },
    {
      id: "target-https-proxy.certificate-count",
      source: SOURCE.quotas,
      refuses: "more than 15 Compute certificates, or 100 of Certificate Manager, on one proxy",
      write: ({ sslCertificates = [] }) => {
        const most = MOST_CERTIFICATES[sslCertificates.some(isManagerCertificate) ? "certificateManager" : "compute"];
        return sslCertificates.length > most
          ? limitExceeded("SSL_CERTIFICATES_PER_TARGET_HTTPS_PROXY", most)
          : undefined;
      },
    },
    {
      id: "target-https-proxy.https-redirect",
      source: SOURCE.rest("regionUrlMaps"),
      refuses: "a URL map that redirects to HTTPS on an HTTPS proxy",
      field: "urlMap",
      why: "httpsRedirect is not permitted on an HTTPS proxy.",
      when: ({ urlMap }, { state }) => {
        const map = state.get("urlMaps", urlMap);
        return map && redirectsToHttps(map);
      },
    },
  ]),
  SSL_POLICIES,
];
