import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { dashboards } from "../../../../components/observability/cluster/dashboards";
import { dashboardPicture, written } from "./dashboard-picture";
import { sampleEvening } from "./sample-evening";

const FILE = join(__dirname, "../../../../docs/pictures/dashboard-service.svg");
const service = JSON.parse(dashboards["streaming-service"]!);
const picture = dashboardPicture(service, sampleEvening, "18:00", "21:00");

describe("docs/pictures/dashboard-service.svg", () => {
  it("is the service dashboard as it is declared (WRITE_PICTURE=1 draws it anew)", () => {
    if (process.env.WRITE_PICTURE === "1") writeFileSync(FILE, picture);
    expect(readFileSync(FILE, "utf8")).toBe(picture);
  });

  it("shows every panel by its title, every line by its legend, and says that the data are a sample", () => {
    const texts = [...picture.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text);
    const titles = service.panels.map(({ title }: any) => title);
    expect(titles.filter((title: string) => !texts.includes(title))).toEqual([]);
    expect(texts.filter((text) => text === "playback-service /api/playback").length).toBe(9);
    expect(texts).toContain("sample data");
  });

  it("draws a line for each series and a dashed one for each limit", () => {
    const count = (pattern: RegExp) => [...picture.matchAll(pattern)].length;
    const targets = service.panels.flatMap(({ targets: each = [] }: any) => each).length;
    const limits = service.panels.filter(
      ({ fieldConfig }: any) => fieldConfig?.defaults.thresholds.steps.length > 1,
    ).length;
    expect([count(/<polyline /g), count(/class="limit"/g)]).toEqual([3 * targets, limits]);
  });
});

describe("written()", () => {
  it.each([
    [0.0425, "s", "42.5 ms"],
    [1.5, "s", "1.5 s"],
    [0.00099, "percentunit", "0.099 %"],
    [1_234, "reqps", "1.23 k req/s"],
    [2_500_000, "Bps", "2.5 M B/s"],
    [7, "short", "7"],
  ])("writes %p in %s as %s", (value, unit, text) => {
    expect(written(value, unit)).toBe(text);
  });
});
