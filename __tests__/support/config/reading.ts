import { readFileSync } from "node:fs";
import { join } from "node:path";
import { loadText, type Source } from "../../../config/document/load";
import { renderFindings } from "../../../config/document/render";

const ROOT = join(__dirname, "../../..");

export const projectFile = (path: string): string => readFileSync(join(ROOT, path), "utf8");

/** The reference scenario, as the app's own `proxy.yaml` has it. */
export const REFERENCE = projectFile("proxy.yaml");

/** A text read as `proxy.yaml`, with no file beside it. */
export const read = (text: string): Source =>
  loadText("proxy.yaml", text, () => {
    throw new Error("nothing is beside it");
  });

/** What the terminal shows of what is wrong with a text, without the line that counts. */
export function saidOf(text: string): string {
  const source = read(text);
  const rendered = renderFindings(source.locate(source.findings), { colour: false });
  return rendered.slice(0, -2).join("\n");
}
