import { describe, expect, it } from "@jest/globals";
import {
  highestFloor,
  type PredictionSettings,
  predictionSettingsProblems,
} from "../../../../components/service/prediction/settings";
import { changed } from "../../../support/declared";
import { settings } from "../services-settings";

const autoscaling = settings.services["playback-service"].autoscaling;
const prediction: PredictionSettings = {
  ...settings.prediction!,
  schedules: [{ name: "evening", days: ["fri"], from: "18:30", to: "23:30", replicas: 40 }],
};
const problems = (value: unknown) =>
  predictionSettingsProblems("prediction", value, autoscaling).map(({ path, reason }) => `${path}: ${reason}`);

describe("predictionSettingsProblems()", () => {
  it("accepts the settings of production", () => {
    expect(problems(prediction)).toEqual([]);
    expect(problems({ ...prediction, trend: true, lastWeek: false })).toEqual([]);
  });

  it.each([
    ["requestsPerSecondPerPod", 1, 100_000],
    ["usualPeakReplicas", 1, 36], // 2.5 times 36 is 90
    ["blindReplicas", 1, 90],
    ["releaseWindows.replicasPerMessage", 1, 90],
    ["releaseWindows.openMinutes", 1, 180],
    ["schedules.0.replicas", 1, 90],
  ])("takes %s from %d to %d and nothing beyond", (path, least, most) => {
    expect([least, most].map((value) => problems(changed(prediction, path, value)))).toEqual([[], []]);
    for (const value of [least - 1, most + 1, `${least}`, null]) {
      expect({ value, refused: problems(changed(prediction, path, value)).length > 0 }).toEqual({
        value,
        refused: true,
      });
    }
  });

  it("takes multipliers from 1.1 to what the maximum holds at the usual peak", () => {
    expect([1.1, 3].map((value) => problems(changed(prediction, "releases.0.multiplier", value)))).toEqual([[], []]);
    expect(problems(changed(prediction, "releases.0.multiplier", 3.1))).toEqual([
      "prediction.releases[0].multiplier: must fit into maxReplicas: the usual peak of 30 pods leaves 3, got 3.1",
    ]);
    const little = { ...prediction, usualPeakReplicas: 9 };
    expect(problems(changed(little, "releases.0.multiplier", 10))).toEqual([]);
    expect(problems(changed(little, "releases.0.multiplier", 10.1))[0]).toBe(
      "prediction.releases[0].multiplier: must be 1.1 to 10 times the load, got 10.1",
    );
    expect(problems(changed(prediction, "releases.0.multiplier", 1.09))).toEqual([
      "prediction.releases[0].multiplier: must be 1.1 to 10 times the load, got 1.09",
    ]);
  });

  it.each([
    ["2026-12-18T08:00:00Z", true],
    ["2028-02-29T23:59:59Z", true],
    ["2026-02-29T08:00:00Z", false],
    ["2026-12-18T24:00:00Z", false],
    ["2026-12-18T08:00:00+01:00", false],
    ["2026-12-18", false],
    [1_766_044_800, false],
  ])("judges %p as a moment: %p", (at, holds) => {
    expect(problems(changed(prediction, "releases.0.at", at)).length === 0).toBe(holds);
  });

  it.each([
    ["releases.0.id", "Season Two"],
    ["releases.0.regions", []],
    ["releases.0.regions", ["europe"]],
    ["releases.0.title", "x"],
    ["releases", {}],
    ["releases.0", null],
    ["schedules.0.name", "prime-time"],
    ["schedules.0.days", []],
    ["schedules.0.days", ["friday"]],
    ["schedules.0.from", "24:00"],
    ["schedules.0.to", "9:00"],
    ["schedules.0.to", "18:30"],
    ["trend", "yes"],
    ["lastWeek", 1],
  ])("refuses %s as %j", (path, value) => {
    const bracketed = path.replace(".0", "[0]");
    expect(problems(changed(prediction, path, value))[0]?.startsWith(`prediction.${bracketed}`)).toBe(true);
  });

  it("refuses a second release or schedule of one name", () => {
    const { releases, schedules } = prediction;
    expect(
      problems({ ...prediction, releases: [...releases, ...releases], schedules: [...schedules!, ...schedules!] }),
    ).toEqual([
      'prediction.releases[1].id: must appear once, got "season-two"',
      'prediction.schedules[1].name: must appear once, got "evening"',
    ]);
  });

  it("knows the highest floor that is reached", () => {
    expect([100, 50, 2].map(highestFloor)).toEqual([90, 45, 1]);
  });
});
