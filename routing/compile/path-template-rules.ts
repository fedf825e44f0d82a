import { attempt } from "../../config/reason";
import { LONGEST, MOST_TEMPLATE_OPERATORS } from "../../platform/facts";
import { type PathTemplate, parsePathTemplate } from "../paths/path-template";
import type { RoutingProblem } from "./finding-kinds";
import { emptySegmentInRewrite, invalidTemplate, invalidTemplateRewrite, unknownVariable } from "./findings";

/** What Google would refuse of a path template. */
export function templateProblem(text: string): RoutingProblem | undefined {
  const refuse = (reason: string, fix: string) => invalidTemplate(text, reason, fix);
  if (text.length > LONGEST.template) return refuse(`has ${text.length} characters`, `use at most ${LONGEST.template}`);
  const operators = text.match(/\*\*|\*|\{[^}]*\}/g) ?? [];
  if (operators.length > MOST_TEMPLATE_OPERATORS)
    return refuse(
      `has ${operators.length} operators`,
      `use at most ${MOST_TEMPLATE_OPERATORS} of \`*\`, \`**\`, \`{name}\``,
    );
  if (operators.slice(0, -1).some((operator) => operator.includes("**")))
    return refuse("goes on after `**`", "let `**` be the last operator");
  const names = operators.flatMap((operator) => /^\{(\w+)/.exec(operator)?.[1] ?? []);
  const [repeated] = names.filter((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) return refuse(`captures {${repeated}} twice`, "give each variable a name of its own");
  const [long] = names.filter((name) => name.length > LONGEST.templateVariable);
  if (long !== undefined)
    return refuse(`has a variable name of ${long.length} characters`, `use at most ${LONGEST.templateVariable}`);
  const template = parsed(text);
  if (template === undefined || template.spansSegments)
    return refuse("is not one", "write segments: a literal, `*`, `**`, `{name}`, `{name=*}` or `{name=**}`");
  return undefined;
}

/** What Google would refuse of the path that a template's captures are put into. */
export function templateRewriteProblem(template: string, rewrite: string): RoutingProblem | undefined {
  const captured = parsed(template)?.variables ?? [];
  if (!/^\/(?:[A-Za-z0-9\-._~%!$&'()+,;:@/]|\{\w+\})*$/.test(rewrite)) return invalidTemplateRewrite(rewrite);
  if (rewrite.includes("//")) return emptySegmentInRewrite(rewrite);
  const used = [...rewrite.matchAll(/\{(\w+)\}/g)].flatMap((match) => match[1] ?? []);
  const [unknown] = used.filter((name) => !captured.includes(name));
  if (unknown !== undefined) return unknownVariable(rewrite, unknown, captured);
  return captured.length === 0 ? invalidTemplateRewrite(rewrite) : undefined;
}

/** Gives each operator without a name one, so that a rewrite can put it back. */
export function withNames(template: string): string {
  let count = 0;
  const freeName = (): string => {
    const name = `part${++count}`;
    return new RegExp(`\\{${name}[=}]`).test(template) ? freeName() : name;
  };
  return template.replace(/\{[^}]*\}|\*\*|\*/g, (operator) =>
    operator.startsWith("{") ? operator : `{${freeName()}=${operator}}`,
  );
}

const parsed = (text: string): PathTemplate | undefined => attempt(() => parsePathTemplate(text, text));
