import { formatValue } from "../../config/finding";
import { at, atKey, type Rules } from "../rule";
import { SOURCES } from "./sources";

/** What addresses, names and the order of changes rest on. */
const PROMISES = ["name", "lifecycle", "depends_on", "count", "for_each"];

export const OVERRIDE_RULES: Rules = {
  "unchecked-override": {
    severity: "warning",
    title: "Fields that checks do not look at",
    why: "Checks, tests and `check --from` look at the file's words. What overrides make of them is Terraform's and Google's to judge.",
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
  "overridden-promise": {
    severity: "warning",
    title: "An override of what later changes rest on",
    why: "Hashed names and `create_before_destroy` let a resource be replaced while the old one serves, and `depends_on` lets firewalls open before backends need them. `count` and `for_each` change the address that others refer to.",
    fix: "Leave them, or rehearse a replacement, too.",
    source: SOURCES.design,
    *check({ config: { overrides = {} } }) {
      for (const [address, fields] of Object.entries(overrides))
        for (const field of PROMISES)
          if (Object.hasOwn(fields, field))
            yield atKey(["overrides", address, field], {
              what: `${formatValue(field)} is what lets this resource be replaced without a loss`,
              fix: "remove it, or rehearse changes that replace the resource, too",
            });
    },
  },
};
