import { ENGINE_VERSION } from "../../review/engine/engine-service";
import type { Comparison } from "./compare";
import { EXPLANATIONS } from "./explained-differences";
import type { Verdict } from "./run-both";

/** The text of docs/conformance.md. It holds no times, so that the same engines give the same bytes. */
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
