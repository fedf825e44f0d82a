/** What all of them hold. */
export const MARK = "0123456789";
const LONG = `${MARK}abcdefABCDEF${MARK}abcdef`;

/** What nobody may find in a message: made up, in the forms of those who issue such. Put together, so that no scanner objects. */
export const SECRETS: readonly (readonly [what: string, secret: string])[] = [
  ["a private key", `-----BEGIN ${"PRIVATE"} KEY-----\n${LONG}\n-----END PRIVATE KEY-----`],
  ["an API key", `sk-${LONG}`],
  ["an API key", `sk-proj-${LONG.slice(0, 12)}_${LONG.slice(12)}`],
  ["an API key", `sk-ant-api03-${LONG}`],
  ["an API key", `hf_${LONG}`],
  ["a key of Google", `AIza${LONG}`],
  ["a key of AWS", `AKIA${MARK}ABCDEF`],
  ["a token", `ghp_${LONG}`],
  ["a signed token", `eyJ${LONG}.eyJ${LONG}.${LONG}`],
  ["an HTTP credential", `Bearer ${LONG}`],
  ["a password in a URL", `https://admin:${LONG}@llm.example.com`],
];
