import { formatValue } from "../../config/finding";
import { at, type Rules } from "../rule";
import { SOURCES } from "./sources";

export const OVERRIDE_RULES: Rules = {
  "unchecked-override": {
    severity: "warning",
    title: "Fields that checks do not look at",
    why: "Checks, tests and `check --from` look at the file's words. What overrides make of them is Terraform's and Google's to judge. A `name` or `lifecycle` of one's own gives up that a resource is replaced while the old one serves.",
    fix: "Rehearse the change: `route`, `preview` and `rehearse` read the very bytes that are deployed. Suppress this with the reason.",
    source: SOURCES.design,
    *check({ config: { overrides = {} } }) {
      const addresses = Object.keys(overrides);
      if (addresses.length > 0)
        yield at(["overrides"], {
          what: `checks and tests do not look at what is overridden in ${addresses.map(formatValue).join(", ")}; \`route\`, \`preview\` and \`rehearse\` do`,
          fix: "rehearse it, and suppress this with the reason for it",
        });
    },
  },
};
