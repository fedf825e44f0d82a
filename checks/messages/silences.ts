import { show, text } from "./text";

export const unknownRule = (id: string, suggestion: string | undefined) =>
  text(
    `there is no finding with the id ${show(id)}`,
    suggestion === undefined ? "the ids are in docs/rules.md" : `did you mean ${show(suggestion)}?`,
  );

export const errorSilenced = (id: string) =>
  text(`${show(id)} is an error, and errors cannot be silenced`, "correct what it is about, and remove the silence");

export const staleSilence = (id: string, at: string | undefined) =>
  text(`nothing ${at === undefined ? "here" : `at ${at}`} is silenced by ${show(id)} any more`, "remove it");
