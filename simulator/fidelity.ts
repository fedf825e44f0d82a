import { RULES } from "./rules/table";

/** What the double does differently from Google, or not at all. */
export const NOT_MODELLED: readonly string[] = [
  "IAM: every caller may do everything, and no API has to be enabled first.",
  "Quotas of a project, such as the number of forwarding rules or addresses; only the fixed limits of a URL map, a backend service and a target proxy count.",
  "Google's own words where no public source quotes them: the status and the reason hold, the sentence then only means the same.",
  "Errors that Google reports at the end of an operation: they are answered to the request.",
  "Time that passes by itself: a managed certificate is active at once, a managed instance group has no instances and is stable.",
  "Cloud Run services, functions and Google APIs behind a NEG: their names are not looked up, as Google does not either.",
  "Whether an address of an endpoint belongs to its instance, or lies in its subnetwork.",
  "Global load balancers, passthrough load balancers, Cloud CDN, Cloud Armor's evaluation of requests.",
  "Any other API than Compute, Certificate Manager, Network Security, Network Services and Cloud DNS: it keeps documents, without rules.",
];

/** Every rule with its source, as a table in Markdown, and what is not modelled. */
export function renderFidelity(): string {
  const rows = RULES.flatMap(({ collection, rules }) =>
    rules.map(({ id, refuses, source, verbatim }) => {
      const where = collection === "*" ? "every collection" : collection;
      return `| \`${id}\` | ${where} | ${refuses} | ${verbatim ? "Google's" : "ours"} | <${source}> |`;
    }),
  );
  return [
    "| rule | collection | refuses | words | source |",
    "|---|---|---|---|---|",
    ...rows,
    "",
    "Not modelled:",
    "",
    ...NOT_MODELLED.map((line) => `- ${line}`),
    "",
  ].join("\n");
}
