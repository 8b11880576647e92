import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ENGINE_VERSION } from "../../review/engine/engine-service";
import type { Comparison } from "./compare";
import { EXPLANATIONS } from "./explained-differences";
import type { Verdict } from "./run-both";

const FILE = join(__dirname, "../../docs/conformance.md");
const SECTIONS = ["comparison", "policies", "predictions", "faults", "kills"] as const;

/** A part of docs/conformance.md that one suite writes. None holds times, so that the same engines give the same bytes. */
export type Section = (typeof SECTIONS)[number];

export function writeSection(section: Section, text: string): void {
  writeFileSync(FILE, withSection(readFileSync(FILE, "utf8"), section, text));
}

/** `document` with another text of one section; the others stay. */
export function withSection(document: string, section: Section, text: string): string {
  return SECTIONS.flatMap((each) => {
    const content = each === section ? text.trim() : contentOf(document, each);
    return content === "" ? [] : [`${begin(each)}\n${content}\n${END}\n`];
  }).join("\n");
}

function contentOf(document: string, section: Section): string {
  const start = document.indexOf(begin(section));
  if (start === -1) return "";
  return document.slice(start + begin(section).length, document.indexOf(END, start)).trim();
}

const begin = (section: Section) => `<!-- ${section} -->`;
const END = "<!-- end -->";

/** What one kind of fault came to. */
export interface FaultRow {
  readonly fault: string;
  /** How often it was tried. */
  readonly runs: number;
  readonly result: string;
}

export function faultTable(rows: readonly FaultRow[]): string {
  const total = rows.reduce((sum, { runs }) => sum + runs, 0);
  return `## Faults

The program \`test/engine/changes\` on the real engine, with a simulated cloud that remembers what exists. In each of ${total} runs one
thing goes wrong in an \`up\` that creates, updates, replaces and deletes; then comes a plain second \`up\`. *As undisturbed*
means: the state equals that of an undisturbed run in every field, ids aside, nothing is pending, everything in the cloud is in the
state, and nothing was created twice.

| fault | runs | after a plain second \`up\` |
|---|---:|---|
${rows.map(({ fault, runs, result }) => `| ${fault} | ${runs} | ${result} |`).join("\n")}
`;
}

/** What became of a run that was killed at one kind of moment. */
export interface KillRow {
  readonly moment: string;
  readonly runs: number;
  readonly plainUp: string;
  readonly recovered: string;
}

export function killTable(rows: readonly KillRow[]): string {
  return `## Kills

The engine, the program and the provider are killed (SIGKILL) in the middle of an \`up\`. Then either a plain second \`up\` after
\`pulumi cancel\`, or the procedure of [recovery.md](recovery.md) and then a plain \`up\`.

| killed | runs | a plain second \`up\` | after recovery |
|---|---:|---|---|
${rows.map(({ moment, runs, plainUp, recovered }) => `| ${moment} | ${runs} | ${plainUp} | ${recovered} |`).join("\n")}
`;
}

/** How the judges agree about every program. */
export function policyTable(verdicts: readonly Verdict[]): string {
  const judged = verdicts.filter(({ policies }) => policies.verdicts > 0);
  const total = judged.reduce((sum, { policies }) => sum + policies.verdicts, 0);
  return `## Policy verdicts

The pack in \`policies/\`, every rule advisory, judged by \`p95 preview\`, by \`pulumi preview --policy-pack\`, and by
\`pulumi policy analyze --file\` on what \`p95 preview --export\` wrote. Compared were level, rule, resource and message of every verdict.

**${verdicts.length} programs, ${count(total)} verdicts compared, 0 unexplained differences.** Programs without a verdict are left out of the table.

| program | verdicts | not evaluable | explained: state file |
|---|---:|---:|---:|
${judged.map(({ name, policies }) => `| ${name} | ${policies.verdicts} | ${policies.notEvaluable} | ${policies.explained} |`).join("\n")}

Explained: resources that the program only reads are judged in a state file only; the engine keeps them apart. Levels and exit codes
by the settings of a stack are compared by \`test/engine/policies.test.ts\`.
`;
}

/** What one change of the program `predictions` comes to. */
export interface PredictionRow {
  readonly changes: string;
  /** What is done with each resource. */
  readonly actions: readonly string[];
}

export function predictionTable(rows: readonly PredictionRow[]): string {
  const columns = ["create", "update", "replace", "delete", "forget", "read", "move", "same"];
  const cells = ({ changes, actions }: PredictionRow) =>
    [changes, ...columns.map((column) => actions.filter((each) => each === column).length)].join(" | ");
  return `## Predictions

What a review says that an update will do (\`planChanges\`, from two previews without a cloud), against \`pulumi preview\` of the change on a
stack that is up, with the same answers of the providers. Compared was the operation on every resource, and its former name;
0 differences. The engine calls three things by another name: \`forget\` is its delete that leaves the thing in the cloud, and where a
resource is read that was managed, or managed that was read, it says replace. What is protected is refused by the engine, as the review says.

| change | ${columns.join(" | ")} |
|---|${columns.map(() => "---:|").join("")}
${rows.map((row) => `| ${cells(row)} |`).join("\n")}
`;
}

/** The comparison of both engines. */
export function conformanceReport(cliVersion: string, verdicts: readonly Verdict[]): string {
  const total = (pick: (verdict: Verdict) => number) => verdicts.reduce((sum, verdict) => sum + pick(verdict), 0);
  const resources = total(({ preview }) => preview.resources);
  const values = total(({ preview, exported, up }) => preview.values + exported.values + (up?.values ?? 0));
  return `# The embedded engine and the real one

Written by \`npm run test:engine\`, which fails at the first difference that is not explained below.

The embedded engine follows Pulumi ${ENGINE_VERSION}; the judge was the Pulumi CLI ${cliVersion} with the same simulated
providers attached. Each program ran on both. Compared were the set of URNs, and of each resource its type, operation, parent,
provider, dependencies, dependencies by property, inputs and outputs with what is secret and what is unknown in them, protect,
and every other option that a state records:

- **preview**: the embedded preview against \`pulumi preview\`, value by value, secrets in the clear;
- **export**: the file of \`p95 preview --export\` against \`pulumi preview\`;
- **up**: the embedded preview against the state after \`pulumi up\`: everything that the preview knew has come true.

**${verdicts.length} programs, ${count(resources)} resources, ${count(values)} values compared, 0 unexplained differences.**

| program | resources | values: preview | values: export | values: up | explained differences |
|---|---:|---:|---:|---:|---:|
${verdicts.map(row).join("\n")}

## Explained differences

${EXPLANATIONS.map(({ what, reason }) => `- **${what}.** ${reason}`).join("\n")}

## Not compared

- Source positions and times: they record no decision.
- The order of dependencies: it follows from which answer came first, in the real engine too.
- Ids of providers after \`up\`: they are random.
- After \`up\`, inputs that were unknown and turned out to be undefined, together with the dependencies that went with them.
- Functions that nobody can answer without a cloud got the same made-up answer on both sides: the embedded engine calls their
  results unknown, the real one refuses unknown values there.
${verdicts.flatMap(({ name, onlyPreview }) => (onlyPreview ? [`- \`up\` of \`${name}\`: ${onlyPreview}.`] : [])).join("\n")}
`;
}

function row({ name, preview, exported, up }: Verdict): string {
  const explained = [preview, exported, up].reduce((sum, comparison) => sum + (comparison?.differences.length ?? 0), 0);
  const values = (comparison: Comparison | undefined) => (comparison === undefined ? "-" : count(comparison.values));
  return `| ${name} | ${count(preview.resources)} | ${values(preview)} | ${values(exported)} | ${values(up)} | ${explained} |`;
}

const count = (number: number) => number.toLocaleString("en-US");
