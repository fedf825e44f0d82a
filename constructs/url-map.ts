import { ComputeRegionUrlMap } from "@cdktf/provider-google/lib/compute-region-url-map";
import { Construct } from "constructs";
import { targetsOf } from "../routing/targets";
import type { UrlMap as UrlMapData } from "../routing/url-map";
import { GoogleBeta } from "./google-beta";
import { importAdopted } from "./import-block";
import { hashedName } from "./names";
import type { Placement } from "./placement";
import {
  defaultsOf,
  hostRulesOf,
  mirrorsAShare,
  newerFieldsOf,
  pathMatchersOf,
  type ServiceLink,
  testsOf,
} from "./url-map-blocks";

/** The URL map as Terraform's blocks; `setContent` says what it holds. */
export class UrlMap extends Construct {
  readonly resource: ComputeRegionUrlMap;
  /** Its link, as a reference. */
  readonly id: string;

  /** @param adoptedName The name of an existing URL map that Terraform takes over. */
  constructor(scope: Construct, id: string, { stack, region, project }: Placement, adoptedName?: string) {
    super(scope, id);
    this.resource = new ComputeRegionUrlMap(this, "Default", {
      name: adoptedName ?? hashedName(this, stack, id, { region }),
      project,
      region,
      lifecycle: { createBeforeDestroy: true },
    });
    importAdopted(this.resource, "urlMaps", adoptedName);
    this.id = this.resource.id;
  }

  /** Replaces what the URL map holds; `link` gives the reference of each service that it names. */
  setContent(urlMap: UrlMapData, link: ServiceLink): void {
    const { resource } = this;
    const { defaultService, defaultRouteAction, defaultUrlRedirect } = defaultsOf(urlMap, link);
    if (defaultService) resource.defaultService = defaultService;
    else resource.resetDefaultService();
    if (defaultRouteAction) resource.putDefaultRouteAction(defaultRouteAction);
    else resource.resetDefaultRouteAction();
    if (defaultUrlRedirect) resource.putDefaultUrlRedirect(defaultUrlRedirect);
    else resource.resetDefaultUrlRedirect();
    // No block rather than an empty one.
    if (urlMap.hostRules?.length) resource.putHostRule(hostRulesOf(urlMap));
    else resource.resetHostRule();
    if (urlMap.pathMatchers?.length) resource.putPathMatcher(pathMatchersOf(urlMap, link));
    else resource.resetPathMatcher();
    resource.putTest(testsOf(urlMap, link));
    // Whole, as an earlier content had other places.
    for (const [block, value] of Object.entries(newerFieldsOf(urlMap))) resource.addOverride(block, value);
    if (targetsOf(urlMap).some(mirrorsAShare)) GoogleBeta.take(resource);
  }
}
