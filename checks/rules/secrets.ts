import { formatValue } from "../../config/finding";
import { variableNames } from "../../config/reference";
import { carriesCredential, secretIn } from "../../config/secret";
import { at, atKey, type Rules } from "../rule";
import { inTexts } from "../texts";
import { changedRequestHeaders, changingHeaders, conditionsOf } from "./routes";
import { callersOf } from "./security";
import { SOURCES } from "./sources";

export const SECRET_RULES: Rules = {
  "secret-in-file": {
    severity: "error",
    title: "A key, token or password in the file",
    why: "The file is committed and reviewed, and the synthesized JSON is handed around: what stands in them is no longer secret.",
    fix: "Revoke it, and write `${var.NAME}` here, with its value in TF_VAR_NAME; better, let the workload add it from Secret Manager.",
    source: SOURCES.trafficManagement,
    *check({ config }) {
      yield* inTexts(config, (text) => {
        const what = secretIn(text);
        if (what === undefined) return undefined;
        return { what: `${what} stands in the file: whoever reads it, the Terraform JSON or the URL map can use it` };
      });
    },
  },
  "secret-in-header": {
    severity: "warning",
    title: "A credential among header changes and conditions",
    why: "It lands in the URL map or in a policy, which many may read, and in Terraform's state.",
    fix: "Let the workload add it from Secret Manager, or ask for it.",
    source: SOURCES.trafficManagement,
    *check(context) {
      const { config, actions, model } = context;
      for (const { name, place, by } of changingHeaders(actions).flatMap(changedRequestHeaders))
        if (by !== "remove" && carriesCredential(name))
          yield atKey(place, inUrlMap(name, "add it from Secret Manager"));
      for (const { path, rule } of actions)
        for (const { name, condition, place } of conditionsOf(rule))
          if (carriesCredential(name) && namesValue(condition))
            yield atKey([...path, ...place], inUrlMap(name, "ask for it, and compare `present: true` here"));
      for (const { caller, path } of callersOf(context))
        for (const { name } of caller.kind === "headers" ? caller.headers : [])
          if (carriesCredential(name)) yield atKey([...path, "headers", name], inPolicy(name));
      for (const [i, { expression }] of model.security.rules.entries()) {
        const [, name = ""] = COMPARED.exec(expression) ?? [];
        if (carriesCredential(name)) yield at(["security", "rules", i, "expression"], inPolicy(name));
      }
      for (const [t, { headers = {} }] of (config.tests ?? []).entries())
        for (const [name, value] of Object.entries(headers))
          if (carriesCredential(name) && LIKE_A_KEY.test(value.slice(0, LONG_ENOUGH)) && secretIn(value) === undefined)
            yield at(["tests", t, "headers", name], {
              what: `what looks like a real ${formatValue(name)} stands in a test, which lands in the URL map`,
              fix: "write a made-up value, such as `test`",
            });
    },
  },
  "secret-in-response": {
    severity: "warning",
    title: "A credential in a header of answers",
    why: "Every client reads the headers of its answer: a key among them belongs to everybody who asks.",
    fix: "Remove it; to send it to the workload, write `requestHeaders`.",
    source: SOURCES.trafficManagement,
    *check({ listeners, actions }) {
      const keys = listeners.flatMap(({ words }) =>
        (words.certificates ?? []).map(({ privateKey = "" }) => privateKey),
      );
      const kept = new Set([
        ...keys.flatMap(variableNames),
        ...changingHeaders(actions).flatMap(({ words: { requestHeaders: { set, add } = {} } }) =>
          credentialVariables(set, add),
        ),
        ...actions.flatMap(({ rule }) => credentialVariables(rule?.headers, rule?.query)),
      ]);
      for (const { path, words } of changingHeaders(actions))
        for (const key of ["set", "add"] as const)
          for (const [name, value] of Object.entries(words.responseHeaders?.[key] ?? {})) {
            const secret = variableNames(value).find((variable) => kept.has(variable) || carriesCredential(variable));
            const isCredential = carriesCredential(name) && !/^set-cookie$/i.test(name);
            if (secret !== undefined || isCredential)
              yield atKey([...path, "responseHeaders", key, name], {
                what: `every client reads ${secret === undefined ? formatValue(name) : `the value of var.${secret}`} in its answer`,
              });
          }
    },
  },
};

/** A test's value that nobody would make up. */
const LONG_ENOUGH = 400;
const LIKE_A_KEY = /(?=\S{0,99}\d)(?=\S{0,99}[A-Za-z])\S{20,}/;

/** An expression that compares a header with a text. */
const COMPARED =
  /request\.headers\[\s*['"]([^'"]+)['"]\s*\](?:\.lower\(\))?\s*(?:[=!]=|\.(?:startsWith|contains|matches)\()/;

const inPolicy = (name: string) => ({
  what: `the value of ${formatValue(name)} lands in a policy and in Terraform's state, where many can read it`,
  fix: "let a workload check it (`extensions: [{ kind: authorization, … }]`)",
});

const inUrlMap = (name: string, instead: string) => ({
  what: `the value of ${formatValue(name)} lands in the URL map and in Terraform's state, where many can read it`,
  fix: `let the workload ${instead}`,
});

/** Whether a condition has the value, or a part of it, in the file. */
const namesValue = (condition: string | object): boolean =>
  typeof condition === "string" || ["exact", "prefix", "suffix", "regex"].some((key) => key in condition);

/** The variables that requests carry as credentials. */
function credentialVariables(...named: readonly (object | undefined)[]): string[] {
  return named
    .flatMap((one) => Object.entries(one ?? {}))
    .flatMap(([name, value]) => (carriesCredential(name) ? variableNames(JSON.stringify(value)) : []));
}
