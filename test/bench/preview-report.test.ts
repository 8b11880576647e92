import { expect, test } from "@jest/globals";
import type { MeasuredRun } from "../../bench/measured-run";
import { type Comparison, renderComparison, renderLinearity, renderUse } from "../../bench/preview-report";
import { generated } from "../../bench/preview-workloads";

const run = (wallSeconds: number, peakMiB = 100): MeasuredRun => ({
  wallSeconds,
  engine: { cpuSeconds: wallSeconds / 4, peakMiB },
  program: { cpuSeconds: wallSeconds / 2, peakMiB: 2 * peakMiB },
});

function comparison(size: number, p95: number[], bare: number[]): Comparison {
  return {
    workload: generated(size),
    resources: size,
    p95: p95.map((s) => run(s)),
    bare: bare.map((s) => run(s, 300)),
  };
}

test("a ratio is taken turn by turn, and shown with its extremes", () => {
  const rows = renderComparison([comparison(100, [2, 4, 3], [4, 4, 12]), comparison(1000, [8], [32])]).split("\n");
  expect(
    rows.map((row) =>
      row
        .split("|")
        .map((cell) => cell.trim())
        .slice(1, 6),
    ),
  ).toEqual([
    ["program", "resources", "p95 wall", "bare wall", "ratio"],
    ["-".repeat(14), expect.stringMatching(/^-+:$/), expect.anything(), expect.anything(), expect.anything()],
    ["generated 100", "100", "3.00 (2.00..4.00)", "4.00 (4.00..12.0)", "0.500 (0.250..1.00)"],
    ["generated 1000", "1000", "8.00", "32.0", "0.250"],
  ]);
});

test("time is told by resource, memory by process", () => {
  const [, , row] = renderUse([comparison(100, [2, 4], [4, 4])]).split("\n");
  expect(
    row
      ?.split("|")
      .map((cell) => cell.trim())
      .slice(1, -1),
  ).toEqual(["generated 100", "30.0", "22.5", "7.50", "15.0", "100", "200", "300", "600"]);
});

test("a cost that grows with the number of resources shows", () => {
  const constant = [comparison(100, [2], [1]), comparison(1000, [11], [1]), comparison(10_000, [101], [1])];
  expect(renderLinearity(constant).filter((line) => line.startsWith("wall"))).toEqual([
    "wall time of a resource at 1000 / at 100: 0.550",
    "wall time of a resource at 10000 / at 1000: 0.918",
    "wall time of an added resource from 1000 to 10000 / from 100 to 1000: 1.00",
  ]);
  const growing = [comparison(100, [1], [1]), comparison(1000, [10], [1]), comparison(10_000, [550], [1])];
  expect(renderLinearity(growing).at(-1)).toBe(
    "CPU time of an added resource from 1000 to 10000 / from 100 to 1000: 6.00",
  );
});
