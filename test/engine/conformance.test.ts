import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Difference } from "./compare";
import { conformanceReport, policyTable, writeSection } from "./conformance-report";
import { EXPLANATIONS } from "./explained-differences";
import { conformanceCases } from "./programs";
import { findPulumi, type PulumiCli } from "./pulumi-cli";
import { runBoth, type Verdict } from "./run-both";

const CASES = conformanceCases();
const verdicts: Verdict[] = [];
let cli: PulumiCli;

beforeAll(async () => {
  cli = await findPulumi((line) => process.stderr.write(`${line}\n`));
});

/** Only a run over everything may speak for everything. */
afterAll(() => {
  if (verdicts.length !== CASES.length) return;
  writeSection("comparison", conformanceReport(cli.version, verdicts));
  writeSection("policies", policyTable(verdicts));
});

test.each(CASES)("both engines decide the same about $name", async (program) => {
  const verdict = await runBoth(cli, program);
  const { preview, exported, up, policies } = verdict;
  const differences = { preview: unexplained(preview), exported: unexplained(exported), up: up && unexplained(up) };
  expect(differences).toEqual({ preview: [], exported: [], up: up && [] });
  expect(policies.differences).toEqual({});
  expect(preview.resources).toBeGreaterThan(0);
  verdicts.push(verdict);
});

/** A line for each difference that nobody has explained. */
function unexplained({ differences }: { readonly differences: readonly Difference[] }): string[] {
  const left = differences.filter((difference) => !EXPLANATIONS.some(({ covers }) => covers(difference)));
  return left.map(({ urn, path, embedded, real }) => {
    return `${urn} ${path}: embedded ${JSON.stringify(embedded)}, real ${JSON.stringify(real)}`;
  });
}
