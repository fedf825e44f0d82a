import { CATALOGUE, kindOfFinding } from "../../checks/catalogue";
import { CHANGE_KINDS } from "../../checks/changes";
import { BASE_NAMES, changed } from "../support/checks/bases";
import { type Row, rowsOf, TOPICS, textOf, updateTopic } from "../support/checks/catalogue";
import { foundIn } from "../support/checks/found";

if (process.env.UPDATE_CATALOGUE) TOPICS.forEach(updateTopic);

test.each(BASE_NAMES)("nothing is found in the base %s", (base) => {
  expect(foundIn(changed(base))).toEqual([]);
});

describe.each(TOPICS)("%s", (topic) => {
  test.each(rowsOf(topic).map((row): [string, Row] => [nameOf(row), row]))("%s", (_, row) => {
    expect(foundIn(textOf(row)).join("\n")).toBe(row.found);
  });
});

/** Where the input is long or no configuration at all: in the tests of documents, limits, props and routing. */
const SHOWN_ELSEWHERE = [
  ...["unreadable", "not-text", "empty-document", "too-deep", "too-large", "not-valid", "not-a-certificate"],
  ...["too-many-backends", "nearly-too-many-backends", "path-too-long"],
  ...["limit-exceeded", "limit-near", "url-map-too-large", "url-map-large", "refused-by-envoy"],
];

const ALL_ROWS = TOPICS.flatMap(rowsOf);

test("the catalogue has at least 250 inputs that are refused", () => {
  expect(ALL_ROWS.filter(({ found }) => found.includes(": error[")).length).toBeGreaterThanOrEqual(250);
});

test("the catalogue shows every kind of finding of a file", () => {
  const shown = new Set(ALL_ROWS.flatMap(({ found }) => [...found.matchAll(/\[([a-z-]+)\] /g)].map(([, id]) => id)));
  for (const id of SHOWN_ELSEWHERE) shown.add(id);
  const kinds = CATALOGUE.flatMap(([, own]) => own).filter((kind) => !CHANGE_KINDS.some(({ id }) => id === kind.id));
  expect(kinds.map(({ id }) => id).filter((id) => !shown.has(id))).toEqual([]);
});

test("every id that is found is explained, with its severity", () => {
  const found = ALL_ROWS.flatMap((row) => [...row.found.matchAll(/: (error|warning)\[([a-z-]+)\] /g)]);
  const unexplained = found.filter(([, severity, id = ""]) => kindOfFinding(id)?.severity !== severity);
  expect(new Set(unexplained.map(([, severity, id]) => `${severity} ${id}`))).toEqual(new Set());
});

function nameOf({ base, changes }: Row): string {
  const [[replace, by]] = changes as [[string, string]];
  return `${base}: ${JSON.stringify(replace).slice(0, 60)} becomes ${JSON.stringify(by).slice(0, 90)}`;
}
