import { isReference } from "../config/reference";

/** The name at the end of a self link; a Terraform expression stays whole. */
export function lastSegment(link: string): string {
  return isReference(link) ? link : link.slice(link.lastIndexOf("/") + 1);
}
