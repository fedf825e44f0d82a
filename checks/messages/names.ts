import { show, text } from "./text";

export const nameCollision = (type: string, address: string, first: string, second: string) =>
  text(`${show(first)} and ${show(second)} would both be ${type}.${address}`, "rename one of the two");

export const labelValue = (value: string) =>
  text(
    `${show(value)} is not a label value`,
    "use lower-case letters, digits, hyphens and underscores, at most 63 characters",
  );

export const tooManyLabels = (count: number, max: number) =>
  text(`${count} labels; a resource takes ${max}`, `remove ${count - max}`);

export const oddProject = (project: string) =>
  text(
    `${show(project)} does not look like a project id`,
    "write the id, not the name: lower-case letters, digits and hyphens, as in ml-prod",
  );

export const oddTag = (tag: string) =>
  text(
    `${show(tag)} does not look like a network tag`,
    "use lower-case letters, digits and hyphens, a letter first, at most 63 characters",
  );

export const oddServiceAccount = (account: string) =>
  text(
    `${show(account)} does not look like a service account`,
    "write its e-mail address, as in vllm@ml-prod.iam.gserviceaccount.com",
  );
