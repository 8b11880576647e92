import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import { ALLOWANCES_FILE, readAllowances } from "../../../review/comparison/allowances";
import { Prices } from "../../../review/cost/prices";
import { readUsage, usageCosts, usageFile } from "../../../review/cost/usage";

const DOCS = resolve(__dirname, "../../../docs");
const page = readFileSync(join(DOCS, "review.md"), "utf8");
const directory = mkdtempSync(join(tmpdir(), "p95-docs-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const blocks = [...page.matchAll(/```json\n([\s\S]*?)```/g)].map(([, block]) => block!);

describe("docs/review.md", () => {
  it("shows an allowance that is accepted", () => {
    writeFileSync(join(directory, ALLOWANCES_FILE), blocks[0]!);
    expect(readAllowances(directory).map(({ owner }) => owner)).toEqual(["ann"]);
  });

  it("shows a declared use that has prices: the amount is paid tier by tier", () => {
    writeFileSync(join(directory, usageFile("prod")), blocks[1]!);
    const prices = Prices.load();
    const costs = usageCosts(readUsage(directory, "prod", prices), prices);
    expect(costs.map(({ quantity, monthly }) => [quantity, Math.round(monthly)])).toEqual([
      [10_000, 850],
      [40_000, 3_200],
    ]);
  });

  it("links to files that are there", () => {
    for (const file of ["review.md", "ci.md"]) {
      const text = readFileSync(join(DOCS, file), "utf8");
      const targets = [...text.matchAll(/\]\(([^)#]+)\)|src="([^"]+)"/g)].map(([, a, b]) => (a ?? b)!);
      expect(targets.filter((target) => !existsSync(join(DOCS, target)))).toEqual([]);
    }
  });
});
