import { text } from "./text";

export const testFailed = (request: string, found: string, expected: string, region: string | undefined) => {
  const [method, url] = request.split(" ");
  return text(
    `${request}${region === undefined ? "" : ` in ${region}`} ${found}; the test expects ${expected}`,
    `correct the routes, or the test; \`npm run route -- ${url} --method ${method}\` tells why`,
  );
};

export const testUnreadable = (reason: string) =>
  text(reason, "write METHOD URL, as in POST https://ai.example.com/v1/chat/completions");
