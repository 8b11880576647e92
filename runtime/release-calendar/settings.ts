import type { Audience } from "./window";

/** Where windows are planned. */
export interface WindowSettings {
  readonly queueArn: string;
  readonly scheduleGroup: string;
  readonly scheduleRoleArn: string;
}

/** What the worker reads from its environment. */
export interface Settings {
  readonly region: string;
  readonly queueUrl: string;
  /** Undefined where the platform has no queue of windows: then releases are told as a metric only. */
  readonly windows: WindowSettings | undefined;
  /** What names of schedules begin with; the worker's rights end at it. */
  readonly schedulePrefix: string;
  /** Answers all releases ahead, see `HttpCatalogue`. */
  readonly catalogueUrl: string;
  readonly audience: Audience;
  /** How often the catalogue is read without a message. Unit: seconds. */
  readonly catalogueSeconds: number;
  /** Where metrics and health are told; 0 picks a free port. */
  readonly port: number;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws {Error} naming every variable that is missing or wrong. */
export function settingsOf(env: Environment): Settings {
  const problems: string[] = [];
  const read = <T>(name: string, rule: string, of: (value: string) => T | undefined, otherwise?: string): T => {
    const value = env[name] ?? otherwise;
    const found = value === undefined ? undefined : of(value);
    if (found === undefined) problems.push(`${name}: must be ${rule}, got ${JSON.stringify(value) ?? "nothing"}`);
    return found as T;
  };
  const matching = (pattern: RegExp) => (value: string) => (pattern.test(value) ? value : undefined);
  const whole = (min: number, max: number) => (value: string) =>
    /^\d+$/.test(value) && Number(value) >= min && Number(value) <= max ? Number(value) : undefined;

  const settings: Settings = {
    region: read("AWS_REGION", "a region", matching(/^[a-z]{2}(-[a-z]+)+-\d$/)),
    queueUrl: read("QUEUE_URL", "a URL", httpUrl),
    windows:
      env.RELEASE_WINDOWS_QUEUE_ARN === undefined
        ? undefined
        : {
            queueArn: read("RELEASE_WINDOWS_QUEUE_ARN", "the ARN of a queue", matching(/^arn:aws[a-z-]*:sqs:/)),
            scheduleGroup: read("SCHEDULE_GROUP", "the name of a group", matching(/^[0-9A-Za-z-_.]{1,64}$/)),
            scheduleRoleArn: read("SCHEDULE_ROLE_ARN", "the ARN of a role", matching(/^arn:aws[a-z-]*:iam:/)),
          },
    schedulePrefix: read(
      "SCHEDULE_NAME_PREFIX",
      "up to 40 letters, digits, - and _",
      matching(/^[0-9A-Za-z-_]{1,40}$/),
      "release-",
    ),
    catalogueUrl: read("CATALOGUE_URL", "a URL", httpUrl),
    audience: {
      usualViewersByHour: read("USUAL_VIEWERS", "a number above 0, or 24 of them, one for each hour in UTC", viewers),
      countries: read("SERVED_COUNTRIES", "ISO 3166-1 alpha-2 codes with commas between", countryCodes, ""),
    },
    catalogueSeconds: read("CATALOGUE_SECONDS", "30 to 3600 seconds", whole(30, 3_600), "300"),
    port: read("METRICS_PORT", "a port", whole(0, 65_535), "9102"),
  };
  if (problems.length > 0) throw new Error(["Cannot start the release calendar", ...problems].join("\n  "));
  return settings;
}

function httpUrl(value: string): string | undefined {
  return URL.canParse(value) && /^https?:$/.test(new URL(value).protocol) ? value : undefined;
}

function viewers(value: string): readonly number[] | undefined {
  const found = value.split(",").map((each) => (each.trim() === "" ? Number.NaN : Number(each)));
  if (!found.every((each) => Number.isFinite(each) && each > 0)) return undefined;
  if (found.length === 24) return found;
  return found.length === 1 ? new Array<number>(24).fill(found[0]!) : undefined;
}

function countryCodes(value: string): readonly string[] | undefined {
  const found = value === "" ? [] : value.split(",").map((each) => each.trim());
  return found.every((each) => /^[A-Z]{2}$/.test(each)) ? found : undefined;
}
