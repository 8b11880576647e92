import { fields, must, oneOf, type Problem, record, text, wholeNumber } from "../checks";
import { primeTimeProblems } from "../clock";
import { regionProblems } from "../network/zone-ids";
import { parseInstanceClass } from "./instance-class";

/** How Aurora's storage is paid for: by request, or (a third dearer by the byte) with all requests included. */
export const STORAGE_PLANS = ["standard", "io-optimized"] as const;
export type StoragePlan = (typeof STORAGE_PLANS)[number];

/** Where the load comes from, by SQL, wait and user: not kept, kept for a week, or for 15 months with all of Database Insights. */
export const INSIGHTS = ["off", "standard", "advanced"] as const;
export type Insights = (typeof INSIGHTS)[number];

/** Seconds between two reports of an instance's operating system. Source: https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBCluster.html */
const MONITORING_SECONDS = [0, 1, 5, 10, 15, 30, 60] as const;

/** Instances of one cluster besides the writer. Source: https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/CHAP_Limits.html */
const MAX_READERS = 15;

/** Source of both: https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-serverless-v2-administration.html */
const MAX_ACU = 256;
const AUTO_PAUSE_SECONDS = { min: 300, max: 86_400 };

/** How big the Aurora PostgreSQL database is: plain data. In a stack of several regions it is a global database. */
export interface DatabaseSettings {
  /** Major and minor, e.g. `17.7`, from `stacks/versions.ts`. */
  readonly engineVersion: string;
  readonly storage: StoragePlan;
  readonly instances: ServerlessInstance | ProvisionedInstances;
  /** How far back a moment can be restored. Unit: days, 1 to 35. */
  readonly backupRetentionDays: number;
  /**
   * A daily copy in another region, of which nobody can restore a mistake in this one.
   * @default none - what a stack without data of its own needs
   */
  readonly backupCopy?: BackupCopySettings;
  readonly insights: Insights;
  /** Unit: seconds between two reports of the operating system, one of 0, 1, 5, 10, 15, 30, 60; 0 is off. */
  readonly monitoringIntervalSeconds: number;
  /** Raise by one to give the master user a new password. */
  readonly passwordVersion: number;
}

/** One instance that grows and shrinks, down to nothing: for stacks that nobody depends on. */
export interface ServerlessInstance {
  readonly kind: "serverless";
  /** Unit: Aurora Capacity Units, 0 to 256 in halves. At 0 it sleeps when nobody is connected, and wakes in some 15 seconds. */
  readonly minAcu: number;
  /** Unit: Aurora Capacity Units, 1 to 256 in halves. */
  readonly maxAcu: number;
  /**
   * How long nobody is connected before it sleeps. Unit: seconds, 300 to 86,400. Goes with a `minAcu` of 0, and only with it.
   * @default none - an instance that never sleeps has no such time
   */
  readonly secondsUntilAutoPause?: number;
}

export interface ProvisionedInstances {
  readonly kind: "provisioned";
  /** Of every instance in every region, e.g. `db.r8g.2xlarge`: any of them may become the writer. */
  readonly instanceClass: string;
  /** In the primary region, beside the writer: fixed, or scaled out and in by load. Unit: instances, up to 15. */
  readonly readers: number | ScaledReaders;
  /** In every other region, where Aurora scales none by itself. Unit: instances, 1 to 16. */
  readonly secondaryCount: number;
}

export interface ScaledReaders {
  /** These are ours; the scaler adds its own beside them. */
  readonly minCount: number;
  readonly maxCount: number;
  /** CPU of the readers, averaged. Unit: percent, 20 to 90. */
  readonly targetCpuPercent: number;
  /**
   * Raised minimum in the evening, in the primary region's own time.
   * @default the same minimum all day - enough where a new reader, some ten minutes away, comes soon enough
   */
  readonly primeTime?: PrimeTimeReaders;
}

export interface PrimeTimeReaders {
  /** Hour of the day, 0 to 23. */
  readonly fromHour: number;
  readonly toHour: number;
  /** Unit: instances, between the other two counts. */
  readonly minCount: number;
}

export interface BackupCopySettings {
  /** Any region but the primary one; it needs nothing else of ours. */
  readonly toRegion: string;
  /** How long both the backup and its copy are kept. Unit: days, 1 to 36,500. */
  readonly keepDays: number;
}

/** Everything wrong with `settings`; empty when they can be declared. Pure, and total: bad data is reported, never thrown on. */
export function databaseSettingsProblems(
  path: string,
  settings: unknown,
  regionNames: readonly string[],
  primaryRegion: string,
): Problem[] {
  return fields<DatabaseSettings>(path, settings, {
    engineVersion: (at, value) => text(at, value, /^\d{2}\.\d{1,2}$/, 'be "major.minor" such as "17.7"'),
    storage: (at, value) => oneOf(at, value, STORAGE_PLANS),
    instances: (at, value) => instancesProblems(at, value, regionNames.length > 1),
    backupRetentionDays: (at, value) => wholeNumber(at, value, 1, 35, "days"),
    backupCopy: (at, value) => (value === undefined ? [] : backupCopyProblems(at, value, primaryRegion)),
    insights: (at, value) => oneOf(at, value, INSIGHTS),
    monitoringIntervalSeconds: (at, value) => oneOf(at, value, MONITORING_SECONDS),
    passwordVersion: (at, value) => wholeNumber(at, value, 1, Number.MAX_SAFE_INTEGER, "times"),
  });
}

function instancesProblems(path: string, instances: unknown, manyRegions: boolean): Problem[] {
  const noRecord = record(path, instances, () => []);
  if (noRecord.length > 0) return noRecord;
  const { kind } = instances as Partial<DatabaseSettings["instances"]>;
  if (kind === "serverless") return serverlessProblems(path, instances, manyRegions);
  if (kind !== "provisioned") {
    return oneOf(`${path}.kind`, kind, ["serverless", "provisioned"]);
  }
  return fields<ProvisionedInstances>(path, instances, {
    kind: () => [],
    instanceClass: (at, value) =>
      must(parseInstanceClass(value) !== undefined, at, 'be an r or x class such as "db.r8g.2xlarge"', value),
    readers: (at, value) =>
      typeof value === "object" ? scaledProblems(at, value) : wholeNumber(at, value, 0, MAX_READERS, "instances"),
    secondaryCount: (at, value) => wholeNumber(at, value, 1, MAX_READERS + 1, "instances"),
  });
}

function serverlessProblems(path: string, instance: unknown, manyRegions: boolean): Problem[] {
  const { minAcu } = instance as Partial<ServerlessInstance>;
  return [
    ...must(!manyRegions, `${path}.kind`, 'be "provisioned" in a stack of several regions', "serverless"),
    ...fields<ServerlessInstance>(path, instance, {
      kind: () => [],
      minAcu: (at, value) => acuProblems(at, value, 0),
      maxAcu: (at, value) => acuProblems(at, value, typeof minAcu === "number" && minAcu > 1 ? minAcu : 1),
      secondsUntilAutoPause: (at, value) => {
        if (minAcu !== 0) return must(value === undefined, at, "be left out unless minAcu is 0", value);
        return wholeNumber(at, value, AUTO_PAUSE_SECONDS.min, AUTO_PAUSE_SECONDS.max, "seconds");
      },
    }),
  ];
}

function acuProblems(path: string, acu: unknown, min: number): Problem[] {
  const holds = typeof acu === "number" && acu >= min && acu <= MAX_ACU && Number.isInteger(acu * 2);
  return must(holds, path, `be ${min} to ${MAX_ACU} capacity units in halves`, acu);
}

function scaledProblems(path: string, readers: unknown): Problem[] {
  const { minCount, maxCount } = (readers ?? {}) as Partial<ScaledReaders>;
  const most = inRange(maxCount, 1, MAX_READERS) ?? MAX_READERS;
  const least = inRange(minCount, 1, most) ?? 1;
  return fields<ScaledReaders>(path, readers, {
    minCount: (at, value) => wholeNumber(at, value, 1, most, "instances, at most maxCount"),
    maxCount: (at, value) => wholeNumber(at, value, 1, MAX_READERS, "instances"),
    targetCpuPercent: (at, value) => wholeNumber(at, value, 20, 90, "percent"),
    primeTime: (at, value) =>
      value === undefined
        ? []
        : [
            ...primeTimeProblems(at, value),
            ...wholeNumber(`${at}.minCount`, Object(value).minCount, least, most, "instances, minCount to maxCount"),
          ],
  });
}

function inRange(value: unknown, min: number, max: number): number | undefined {
  return Number.isInteger(value) && Number(value) >= min && Number(value) <= max ? Number(value) : undefined;
}

function backupCopyProblems(path: string, copy: unknown, primaryRegion: string): Problem[] {
  return fields<BackupCopySettings>(path, copy, {
    toRegion: (at, value) => [
      ...regionProblems(at, value),
      ...must(value !== primaryRegion, at, "be another region than the primary one", value),
    ],
    keepDays: (at, value) => wholeNumber(at, value, 1, 36_500, "days"),
  });
}
