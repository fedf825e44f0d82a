import { ComputeRegionUrlMap, type ComputeRegionUrlMapConfig } from "@cdktf/provider-google/lib/compute-region-url-map";
import { Construct } from "constructs";
import type { UrlMap as UrlMapData } from "../routing/url-map";
import { importAdopted } from "./import-block";
import { hashedName } from "./names";
import type { Placement } from "./placement";
import { defaultsOf, hostRulesOf, pathMatchersOf, type ServiceLink, testsOf } from "./url-map-blocks";

export interface UrlMapProps {
  readonly placement: Placement;
  readonly urlMap: UrlMapData;
  /** The link of a service of the URL map's data. */
  readonly link: ServiceLink;
  /** The name of an existing URL map that Terraform takes over. */
  readonly adoptedName?: string;
}

/** The URL map as Terraform's blocks; what it holds can be replaced as long as the program runs. */
export class UrlMap extends Construct {
  readonly resource: ComputeRegionUrlMap;
  /** Its link, as a reference. */
  readonly id: string;

  constructor(scope: Construct, id: string, props: UrlMapProps) {
    super(scope, id);
    const { stack, region, project } = props.placement;
    this.resource = new ComputeRegionUrlMap(this, "Default", {
      name: props.adoptedName ?? hashedName(this, stack, id, { region }),
      project,
      region,
      ...contentOf(props.urlMap, props.link),
      lifecycle: { createBeforeDestroy: true },
    });
    importAdopted(this.resource, "urlMaps", props.adoptedName);
    this.id = this.resource.id;
  }

  /** Puts another URL map in the place of this one's content. */
  setContent(urlMap: UrlMapData, link: ServiceLink): void {
    const content = contentOf(urlMap, link);
    if (content.defaultService) this.resource.defaultService = content.defaultService;
    else this.resource.resetDefaultService();
    if (content.defaultRouteAction) this.resource.putDefaultRouteAction(content.defaultRouteAction);
    else this.resource.resetDefaultRouteAction();
    if (content.defaultUrlRedirect) this.resource.putDefaultUrlRedirect(content.defaultUrlRedirect);
    else this.resource.resetDefaultUrlRedirect();
    this.resource.putHostRule(content.hostRule ?? []);
    this.resource.putPathMatcher(content.pathMatcher ?? []);
    this.resource.putTest(content.test ?? []);
  }
}

type Content = Pick<ComputeRegionUrlMapConfig, "defaultService" | "defaultRouteAction" | "defaultUrlRedirect"> & {
  readonly hostRule: ReturnType<typeof hostRulesOf>;
  readonly pathMatcher: ReturnType<typeof pathMatchersOf>;
  readonly test: ReturnType<typeof testsOf>;
};

function contentOf(urlMap: UrlMapData, link: ServiceLink): Content {
  return {
    ...defaultsOf(urlMap, link),
    hostRule: hostRulesOf(urlMap),
    pathMatcher: pathMatchersOf(urlMap, link),
    test: testsOf(urlMap, link),
  };
}
