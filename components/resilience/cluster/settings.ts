import { LOAD_TESTS, type LoadLimits, type LoadProfile, type LoadTest } from "../../../runtime/load/plan";
import { fields, list, must, oneOf, type Problem, text, wholeNumber } from "../../checks";

/** How a cluster is put under load: plain data, the same in every region. */
export interface LoadSettings {
  readonly profile: LoadProfile;
  /** What load tests and the benchmark are judged by. */
  readonly limits: LoadLimits;
  /** @default none - nobody tests this stack as a whole */
  readonly loadTests?: LoadTestsSettings;
  /** @default none - nobody compares this stack with its own last week */
  readonly regression?: RegressionSettings;
}

/** Tests of the whole, driven by the k6 operator. */
export interface LoadTestsSettings {
  /** Of the chart `k6-operator`, e.g. `4.6.0`; from `stacks/versions.ts`. */
  readonly operatorChart: string;
  /** Pods that share the load of one test. Unit: pods, 1 to 100. */
  readonly runners: number;
  readonly runner: LoadGeneratorSize;
  /**
   * The test to run, or none: it starts as soon as it is declared, once, and again when its plan changes. Take it out when it has
   * run. Two at once would disturb each other.
   */
  readonly run: readonly LoadTest[];
}

/** A benchmark that runs by the clock, small enough for production's quiet hour. */
export interface RegressionSettings {
  /** Day of the week, 0 (Sunday) to 6; the hour is the region's quiet one. */
  readonly dayOfWeek: number;
  /** Unit: requests a second, 1 to 10,000. */
  readonly requestsPerSecond: number;
  /** What is measured, after two minutes to warm up. Unit: minutes, 1 to 50. */
  readonly minutes: number;
  readonly runner: LoadGeneratorSize;
}

/** What one k6 pod asks for; memory is its limit too. About 1,000 requests a second for each core. */
export interface LoadGeneratorSize {
  /** Unit: thousandths of a core, 100 to 32,000. */
  readonly cpuMillis: number;
  /** Unit: MiB, 128 to 131,072. */
  readonly memoryMiB: number;
}

/** Everything wrong with `settings`; empty when they can be declared. Pure, and total: bad data is reported, never thrown on. */
export function loadSettingsProblems(path: string, settings: unknown): Problem[] {
  return fields<LoadSettings>(path, settings, {
    profile: (at, value) =>
      fields<LoadProfile>(at, value, {
        peakPerSecond: (peakAt, peak) => wholeNumber(peakAt, peak, 1, 1_000_000, "requests a second"),
        releaseMultiplier: (timesAt, times) => between(timesAt, times, 1.1, 10, "times the load before"),
        soakHours: (hoursAt, hours) => wholeNumber(hoursAt, hours, 1, 24, "hours"),
      }),
    limits: limitsProblems,
    loadTests: (at, value) => (value === undefined ? [] : loadTestsProblems(at, value)),
    regression: (at, value) => (value === undefined ? [] : regressionProblems(at, value)),
  });
}

function limitsProblems(path: string, limits: unknown): Problem[] {
  const { p50Millis, p95Millis } = Object(limits) as Partial<LoadLimits>;
  return fields<LoadLimits>(path, limits, {
    p50Millis: (at, value) => wholeNumber(at, value, 1, 60_000, "milliseconds"),
    p95Millis: (at, value) => [
      ...wholeNumber(at, value, 1, 60_000, "milliseconds"),
      ...must(!(Number(value) < Number(p50Millis)), at, "be p50Millis or more", value),
    ],
    p99Millis: (at, value) => [
      ...wholeNumber(at, value, 1, 60_000, "milliseconds"),
      ...must(!(Number(value) < Number(p95Millis)), at, "be p95Millis or more", value),
    ],
    failedPercent: (at, value) => between(at, value, 0.001, 5, "percent"), // from 5 on a test stops itself
  });
}

function loadTestsProblems(path: string, loadTests: unknown): Problem[] {
  return fields<LoadTestsSettings>(path, loadTests, {
    operatorChart: (at, value) => text(at, value, /^\d+\.\d+\.\d+$/, 'be a version such as "4.6.0"'),
    runners: (at, value) => wholeNumber(at, value, 1, 100, "pods"),
    runner: generatorProblems,
    run: (at, value) => list(at, value, 0, 1, (testAt, test) => oneOf(testAt, test, LOAD_TESTS)),
  });
}

function regressionProblems(path: string, regression: unknown): Problem[] {
  return fields<RegressionSettings>(path, regression, {
    dayOfWeek: (at, value) => wholeNumber(at, value, 0, 6, "days after Sunday"),
    requestsPerSecond: (at, value) => wholeNumber(at, value, 1, 10_000, "requests a second"),
    minutes: (at, value) => wholeNumber(at, value, 1, 50, "minutes"),
    runner: generatorProblems,
  });
}

function generatorProblems(path: string, size: unknown): Problem[] {
  return fields<LoadGeneratorSize>(path, size, {
    cpuMillis: (at, value) => wholeNumber(at, value, 100, 32_000, "thousandths of a core"),
    memoryMiB: (at, value) => wholeNumber(at, value, 128, 131_072, "MiB"),
  });
}

function between(path: string, value: unknown, min: number, max: number, unit: string): Problem[] {
  return must(typeof value === "number" && value >= min && value <= max, path, `be ${min} to ${max} ${unit}`, value);
}
