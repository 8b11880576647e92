import { describe, expect, it } from "@jest/globals";
import type { PredictionSettings } from "../../../../components/service/prediction/settings";
import { formula, type SignalsPlan, triggers } from "../../../../components/service/prediction/signals";
import { settings } from "../services-settings";
import { evaluate } from "./formula-language";

const autoscaling = settings.services["playback-service"].autoscaling;

/** With all that can be switched on. */
const everything: PredictionSettings = {
  ...settings.prediction!,
  trend: true,
  lastWeek: true,
  schedules: [{ name: "evening", days: ["fri", "sat"], from: "18:30", to: "01:00", replicas: 40 }],
};

const plan = (prediction: PredictionSettings, cpuPercent = 70): SignalsPlan => ({
  region: "eu-west-1",
  timezone: "Europe/Dublin",
  settings: prediction,
  autoscaling: { ...autoscaling, cpuPercent },
  windowsQueueUrl: "https://sqs.test/windows",
});

/** What the autoscaler makes of a value: nothing, within a tenth of the pods there are. */
const replicasAfter = (current: number, value: number) =>
  Math.abs(1 - value / current) <= 0.1 ? current : Math.max(current, Math.ceil(value));

describe("triggers()", () => {
  const names = (of: SignalsPlan) => triggers(of).map(({ name }) => name);

  it("are announced releases alone at the seed's target, and the trend too from 80 percent on", () => {
    expect(names(plan(settings.prediction!))).toEqual(["release", "windows"]);
    expect(names(plan(settings.prediction!, 79))).toEqual(["release", "windows"]);
    expect(names(plan(settings.prediction!, 80))).toEqual(["release", "windows", "trend"]);
    expect(names(plan({ ...settings.prediction!, trend: false }, 80))).toEqual(["release", "windows"]);
  });

  it("have texts only for metadata", () => {
    expect(triggers(plan(everything))).toEqual([
      {
        type: "prometheus",
        name: "release",
        metadata: {
          serverAddress: "http://prometheus-operated.monitoring.svc:9090",
          query: "playback:predicted_replicas:release",
          threshold: "1",
          ignoreNullValues: "true",
          timeout: "3s",
        },
      },
      {
        type: "aws-sqs-queue",
        name: "windows",
        authenticationRef: { name: "keda-aws", kind: "ClusterTriggerAuthentication" },
        metadata: {
          queueURL: "https://sqs.test/windows",
          awsRegion: "eu-west-1",
          queueLength: "1",
          scaleOnInFlight: "true",
          scaleOnDelayed: "false",
        },
      },
      {
        type: "cron",
        name: "schedule_evening",
        metadata: {
          timezone: "Europe/Dublin",
          start: "30 18 * * 5,6",
          end: "0 1 * * 0,6", // the mornings after
          desiredReplicas: "40",
        },
      },
      expect.objectContaining({ name: "trend" }),
      expect.objectContaining({ name: "last_week" }),
    ]);
  });

  it("begin and end on the same days by day, and every day has no list of days", () => {
    const of = (days: readonly any[], from: string, to: string) =>
      triggers(plan({ ...everything, schedules: [{ name: "x", days, from, to, replicas: 1 }] }))[2]!.metadata;
    expect(of(["sun", "wed"], "14:00", "23:59")).toMatchObject({ start: "0 14 * * 0,3", end: "59 23 * * 0,3" });
    expect(of(["sun", "mon", "tue", "wed", "thu", "fri", "sat"], "22:05", "02:00")).toMatchObject({
      start: "5 22 * * *",
      end: "0 2 * * *",
    });
  });
});

describe("formula()", () => {
  const all = formula(plan(everything));
  const quiet = { release: 0, windows: 0, schedule_evening: 0, trend: 0, last_week: 0 };
  const value = (of: Partial<Record<keyof typeof quiet, number | null>>) => evaluate(all, { ...quiet, ...of });

  it("reads as it was tried with KEDA's own engine", () => {
    expect(formula(plan(settings.prediction!))).toBe(
      "min(max(0, max(0, release ?? 30, (windows ?? 1.5) * 20) * 1.1), 100)",
    );
    expect(all).toBe(
      "min(max(0, max(0, release ?? 30, (windows ?? 1.5) * 20, schedule_evening ?? 0) * 1.1, trend ?? 0, last_week ?? 0), 100)",
    );
  });

  it("names exactly the triggers that there are", () => {
    for (const settingsOf of [everything, settings.prediction!, { ...settings.prediction!, trend: true }]) {
      const { releaseWindows: _, ...rest } = settingsOf;
      for (const of of [plan(settingsOf), { ...plan(rest), windowsQueueUrl: undefined }]) {
        const words = formula(of).match(/[a-z_]+/g) ?? [];
        expect(new Set(words.filter((word) => word !== "min" && word !== "max"))).toEqual(
          new Set(triggers(of).map(({ name }) => name)),
        );
      }
    }
  });

  it("asks for nothing while nothing is known", () => {
    expect(value({})).toBe(0);
  });

  it.each([
    ["a release", { release: 50 }, 55],
    ["one open window", { windows: 1 }, 22],
    ["two open windows", { windows: 2 }, 44],
    ["an evening", { schedule_evening: 40 }, 44],
    ["a trend", { trend: 63 }, 63],
    ["last week", { last_week: 63 }, 63],
    ["whatever is highest", { release: 20, windows: 1, schedule_evening: 40, trend: 45, last_week: 12 }, 45],
    ["a release above all there may be", { release: 250 }, 100],
    ["a forecast above all there may be", { trend: 1e9 }, 100],
  ])("follows %s", (_, of, pods) => {
    expect(value(of)).toBeCloseTo(pods, 9);
  });

  it.each([
    ["what announces releases in Prometheus", { release: null }, 33],
    ["the queue of windows", { windows: null }, 33],
    ["Prometheus as a whole", { release: null, trend: null, last_week: null }, 33],
    ["Prometheus while a window is open", { release: null, trend: null, last_week: null, windows: 3 }, 66],
    ["everything", { release: null, windows: null, schedule_evening: null, trend: null, last_week: null }, 33],
    ["forecasts alone", { trend: null, last_week: null }, 0],
    ["a schedule alone", { schedule_evening: null }, 0],
  ])("holds the blind floor or less without %s", (_, of, pods) => {
    expect(value(of)).toBeCloseTo(pods, 9);
  });

  it("reaches a floor from every number of pods below it, which the floor itself would not", () => {
    const raised = value({ schedule_evening: 40 });
    for (let pods = 10; pods < 40; pods += 1) expect(replicasAfter(pods, raised)).toBeGreaterThanOrEqual(40);
    expect(replicasAfter(37, 40)).toBe(37);
  });
});

describe("evaluate()", () => {
  it("is as strict as expr-lang", () => {
    expect(evaluate("(a ?? 2) * 3", { a: null })).toBe(6);
    expect(() => evaluate("a * 3", { a: null })).toThrow("Cannot calculate with nil");
    expect(() => evaluate("a ?? 2 * 3", { a: null })).toThrow("Cannot mix ?? and * without parentheses");
    expect(() => evaluate("3 * a ?? 2", { a: 1 })).toThrow("Cannot mix ?? and * without parentheses");
    expect(() => evaluate("max(0, b ?? 1)", { a: 1 })).toThrow("Cannot find a trigger called b");
    expect(() => evaluate("a + 1", { a: 1 })).toThrow("Cannot read a + 1");
  });
});
