import { ANSWERS, type Answer } from "../schema/foreign-keys";

const INTRO = `# What it does not do, and what does

One file becomes a regional Application Load Balancer: it decides which workload serves a request, and how long it may take.
Whatever has to read a prompt, count a token, know a user or start a server is somebody else's. Below are the words that people try, why
they are none here, and the smallest thing that does the same. \`check\` gives the same answers, since both are made of one table
(\`config/schema/foreign-keys.ts\`). What Google's load balancer documents in a form that this file cannot say, the
constructs can in a stack of your own: [examples/foreign-stack](../examples/foreign-stack/main.ts).

What the checks, the preview and the rehearsal cannot know stands on their pages: [routing](routing-semantics.md),
[data plane](data-plane.md), [rehearsal](rehearsal.md).`;

const HEADER = "| words | why | instead |\n| --- | --- | --- |";

/** `docs/scope.md`: every word that is answered with a reason, by whose it is. */
export function scopePage(): string {
  const sections = ANSWERS.map(({ topic, answers }) => `## ${topic}\n\n${HEADER}\n${answers.map(row).join("\n")}`);
  return `${[INTRO, ...sections].join("\n\n")}\n`;
}

const row = ({ words, why, instead }: Answer): string =>
  `| ${[words.map(formatWord).join(", "), why, instead].map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;

/** `affinity.sticky` is a value, `extensions.protocol.grpc` one in a part of the file, `rules.host` a word in one place. */
const formatWord = (word: string): string => {
  const [place = word, only, value] = word.split(".");
  if (value !== undefined) return `\`${only}: ${value}\` in \`${place}\``;
  if (only === undefined) return `\`${place}\``;
  return place === "rules" ? `\`${only}\` in a rule` : `\`${place}: ${only}\``;
};
