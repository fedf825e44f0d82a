/** A text in any case, as Envoy compares paths: it folds ASCII letters only. */
export function foldCase(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
