import { expect, test } from "@jest/globals";
import type { Limit } from "../../../review/capacity/limits";
import { capacityPicture } from "../../../review/capacity/picture";
import { planCapacity } from "../../../review/capacity/plan";
import type { CapacityReport } from "../../../review/capacity/report";

const DAY = 20_000; // 2024-10-04
const history = { firstDay: DAY, values: Float64Array.from([10, 20]) };
const forecast = {
  firstDay: DAY + 2,
  values: Float64Array.from([30, 40]),
  low: Float64Array.from([20, 30]),
  high: Float64Array.from([40, 60]),
  yearlyGrowth: 0,
};

function picture(limits: readonly Limit[], usedNow: ReadonlyMap<string, number>): string {
  const plan = planCapacity({ history, forecast, limits, usedNow, safetyFactor: 1.5, announced: [] });
  const rest = { filledCount: 0, name: "days.csv", from: DAY, to: DAY + 1 };
  const report: CapacityReport = { history: rest, forecast, safetyFactor: 1.5, plan, notes: [] };
  return capacityPicture(history, report);
}

const pods: Limit = {
  id: "eu-west-1/pods/web",
  stage: "pods",
  region: "eu-west-1",
  what: "most <pods> of web",
  value: 25,
  unit: "pods",
  from: "declared",
  urns: [],
  use: { workload: "web", perPod: 1, base: 5 },
};

test("draws history, forecast, plan, and the demand at which the first limit is used up", () => {
  const svg = picture([pods], new Map([[pods.id, 15]]));
  // Edges: 0 at the bottom (280), 80 at the top (34). Demand of 20 takes 10 pods beside 5: of 25 it takes 40.
  const y = (value: number) => Math.round((34 + 246 * (1 - value / 80)) * 10) / 10;
  expect(svg).toContain("<title>First limit: eu-west-1/pods/web</title>");
  expect(svg).toContain(`d="M56 ${y(10)}L352 ${y(20)}" fill="none" stroke="#54aeff"`);
  expect(svg).toContain(`d="M648 ${y(30)}L944 ${y(40)}" fill="none" stroke="#8250df"`);
  expect(svg).toContain(`d="M648 ${y(40)}L944 ${y(60)}L944 ${y(30)}L648 ${y(20)}Z"`);
  expect(svg).toContain(`d="M648 ${y(45)}L944 ${y(60)}" fill="none" stroke="#1a7f37"`);
  expect(svg).toContain(`y1="${y(40)}" x2="944" y2="${y(40)}" stroke="#cf222e"`);
  expect(svg).toContain("most &lt;pods&gt; of web");
  expect(svg).toContain('<rect x="647" y="34"'); // planned for 45 on the third day, which is more than 40
  expect(svg).toMatch(/>2024-10-04<\/text>\n<text [^>]*>2024-10-07<\/text>/);
});

test("draws no limit where none could be compared, or demand takes nothing of it", () => {
  const svg = picture([pods], new Map());
  expect(svg).toContain("<title>No limit compared</title>");
  expect([svg, picture([pods], new Map([[pods.id, 5]]))].some((each) => each.includes('stroke-dasharray="6 3"'))).toBe(
    false,
  );
});
