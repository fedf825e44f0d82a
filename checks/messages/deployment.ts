import { show, text } from "./text";

export const adoptsNothing = (part: string, workload: string) =>
  text(`${show(workload)} has no ${part} here that could be taken over`, "remove it");

export const adoptedTwice = (name: string, other: string) =>
  text(`${show(name)} is taken over at ${other} already`, "correct one of the two names");

export const providerTooOld = (constraint: string, feature: string, since: string) =>
  text(
    `${show(constraint)} allows a google provider older than ${since}, which is needed: ${feature}`,
    `write \`version: ">= ${since}, < 8.0.0"\`, or remove \`provider\``,
  );

export const providerUntried = (constraint: string) =>
  text(`${show(constraint)} allows google provider 8.0.0 and later, which nobody has tried here`, "add `< 8.0.0`");

export const referenceInState = (found: string) =>
  text(
    `${show(found)} is a reference; Terraform reads its state before it knows any variable`,
    "write the value, or pass it by `terraform init -backend-config`",
  );

export const sharedState = () =>
  text(
    "the project is a variable, and the state's place does not name it: two pipelines with different projects would share one state",
    "write `project`, or give each pipeline a prefix of its own",
  );
