import { secretIn } from "../../config/secret";
import type { Rule } from "../rule";
import { inTexts } from "../texts";
import { SOURCES } from "./sources";

export const SECRET_RULES: readonly Rule[] = [
  {
    id: "secret-in-file",
    severity: "error",
    title: "A key, token or password in the file",
    why: "The file is committed and reviewed, and the synthesized JSON is handed around: what stands in them is no longer secret.",
    fix: "Revoke it. Write `${var.NAME}` in its place, which Terraform reads from `TF_VAR_NAME` and does not print; better, let the workload add it from Secret Manager.",
    source: SOURCES.trafficManagement,
    *check({ config }) {
      yield* inTexts(config, (text) => {
        const what = secretIn(text);
        if (what === undefined) return undefined;
        return {
          what: `${what} stands in the file: whoever reads it, the Terraform JSON or the URL map can use it`,
          fix: "revoke it, and write `${var.NAME}` here, with its value in TF_VAR_NAME; better, let the workload add it from Secret Manager",
        };
      });
    },
  },
];
