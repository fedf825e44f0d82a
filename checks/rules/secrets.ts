import type { DocumentPath } from "../../config/finding";
import { secretIn } from "../../config/secret";
import { at, atKey, type Rule, type Violation } from "../rule";
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
      yield* secrets(config, []);
    },
  },
];

function* secrets(value: unknown, path: DocumentPath): Generator<Violation> {
  if (typeof value === "string") yield* found(value, path, at);
  else if (typeof value === "object" && value !== null)
    for (const [key, item] of Object.entries(value)) {
      const place = [...path, Array.isArray(value) ? Number(key) : key];
      yield* found(key, place, atKey);
      yield* secrets(item, place);
    }
}

function* found(text: string, path: DocumentPath, report: typeof at): Generator<Violation> {
  const what = secretIn(text);
  if (what !== undefined)
    yield report(path, {
      what: `${what} stands in the file: whoever reads it, the Terraform JSON or the URL map can use it`,
      fix: "revoke it, and write `${var.NAME}` here, with its value in TF_VAR_NAME; better, let the workload add it from Secret Manager",
    });
}
