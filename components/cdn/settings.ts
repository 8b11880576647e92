import { DEFAULT_LADDER, type Ladder } from "../../runtime/edge/quality";
import type { Segment } from "../../runtime/edge/segment";
import type { MediaInvalidation } from "../../runtime/lambda/invalidation/stale";
import { type Check, fields, flag, list, must, oneOf, type Problem, record, text, wholeNumber } from "../checks";
import { type WorkQueueSettings, workQueueSettingsProblems } from "../messaging/settings";
import { regionProblems } from "../network/zone-ids";

/** How the CDN serves: plain data, one for all regions of a stack. */
export interface CdnSettings {
  /** Edges that serve: 100 is North America and Europe, 200 adds most of Asia, the Middle East and Africa, All is everywhere. */
  readonly priceClass: "PriceClass_100" | "PriceClass_200" | "PriceClass_All";
  /** Whether one cache stands before the buckets, so that they are asked once and not by every edge. Paid by the request. */
  readonly originShield: boolean;
  /**
   * Where copies of all buckets are kept that viewers are served from. To change it is to make them anew.
   * @default none - what is in no cache fails with S3 in the primary region
   */
  readonly copyRegion?: string;
  /** Whether hit rate and origin latency are measured, and watched. Paid by the distribution. */
  readonly detailedMetrics: boolean;
  readonly firewall: FirewallSettings;
  readonly alarms: CdnAlarmSettings;
  /** Shares of the audience by country, ISO 3166-1 alpha-2; `*` is everywhere else and must be there. */
  readonly segments: Readonly<Record<string, readonly Segment[]>>;
  /**
   * Lines by speed, by country; `*` is everywhere else and must be there. Must say what `streaming_quality_rules` says.
   * @default the rules that the migrations put there - who changes the table changes this
   */
  readonly ladders?: Readonly<Record<string, Ladder>>;
  readonly invalidation: InvalidationSettings;
}

export interface FirewallSettings {
  /** Requests of one address to the API within the window; more are answered with 429. Unit: requests, 10 to 2,000,000,000. */
  readonly requestsPerWindow: number;
  /** Unit: seconds, one that AWS WAF offers: 60, 120, 300 or 600. */
  readonly windowSeconds: number;
  /** Whether AWS's rules against bots run on the API. Paid by the request, at about ten times the price of the others. */
  readonly botControl: boolean;
}

export interface CdnAlarmSettings {
  /** Share of answers that are 5xx. Unit: percent, 1 to 100. */
  readonly errorPercent: number;
  /** 95th percentile of an origin's answer. Unit: milliseconds, 100 to 30,000. */
  readonly originLatencyMillis: number;
  /** Share of video requests answered from a cache. Unit: percent, 1 to 99. */
  readonly minHitPercent: number;
}

export interface InvalidationSettings {
  /** How long events are collected, so that what they have in common is invalidated once. Unit: seconds, 1 to 300. */
  readonly collectSeconds: number;
  /** How objects of the media bucket are found; tags only if the packager writes them into their metadata. */
  readonly media: MediaInvalidation;
  /** Its `consumerTimeoutSeconds` is how long one run may last. Unit: seconds, 30 to 900. */
  readonly queue: WorkQueueSettings;
}

/**
 * Limit of a value in a key-value store. Unit: bytes.
 * Source: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html#limits-keyvaluestores
 */
const MAX_VALUE_BYTES = 1_024;

const COUNTRY = /^([A-Z]{2}|\*)$/;

/** Heights that the database knows, see `streaming_quality_rules_height`. Unit: lines. */
const HEIGHTS = [240, 360, 480, 720, 1080, 1440, 2160, 4320];

/**
 * Lambda's longest run, and CloudFront's longest pauses.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
const RUN_SECONDS = { min: 30, max: 900 };

/** The ladders as the edge gets them. */
export function laddersOf({ ladders }: CdnSettings): Readonly<Record<string, Ladder>> {
  return ladders ?? { "*": DEFAULT_LADDER };
}

/** Everything wrong with `settings`; empty when they can be declared. Pure, and total: bad data is reported, never thrown on. */
export function cdnSettingsProblems(path: string, settings: unknown): Problem[] {
  return fields<CdnSettings>(path, settings, {
    priceClass: (at, value) => oneOf(at, value, ["PriceClass_100", "PriceClass_200", "PriceClass_All"]),
    originShield: flag,
    copyRegion: (at, value) => (value === undefined ? [] : regionProblems(at, value)),
    detailedMetrics: flag,
    firewall: firewallProblems,
    alarms: alarmsProblems,
    segments: (at, value) => byCountryProblems(at, value, segmentsProblems),
    ladders: (at, value) => (value === undefined ? [] : byCountryProblems(at, value, ladderProblems)),
    invalidation: invalidationProblems,
  });
}

/** Sources: https://docs.aws.amazon.com/waf/latest/APIReference/API_RateBasedStatement.html */
function firewallProblems(path: string, firewall: unknown): Problem[] {
  return fields<FirewallSettings>(path, firewall, {
    requestsPerWindow: (at, value) => wholeNumber(at, value, 10, 2_000_000_000, "requests"),
    windowSeconds: (at, value) => oneOf(at, value, [60, 120, 300, 600]),
    botControl: flag,
  });
}

function alarmsProblems(path: string, alarms: unknown): Problem[] {
  return fields<CdnAlarmSettings>(path, alarms, {
    errorPercent: (at, value) => wholeNumber(at, value, 1, 100, "percent"),
    originLatencyMillis: (at, value) => wholeNumber(at, value, 100, 30_000, "milliseconds"),
    minHitPercent: (at, value) => wholeNumber(at, value, 1, 99, "percent"),
  });
}

function invalidationProblems(path: string, invalidation: unknown): Problem[] {
  return fields<InvalidationSettings>(path, invalidation, {
    collectSeconds: (at, value) => wholeNumber(at, value, 1, 300, "seconds"),
    media: (at, value) => oneOf(at, value, ["tags", "paths"]),
    queue: (at, value) => [
      ...workQueueSettingsProblems(at, value),
      ...wholeNumber(
        `${at}.consumerTimeoutSeconds`,
        (value as Partial<WorkQueueSettings> | undefined)?.consumerTimeoutSeconds,
        RUN_SECONDS.min,
        RUN_SECONDS.max,
        "seconds",
      ),
    ],
  });
}

function byCountryProblems(path: string, value: unknown, check: Check): Problem[] {
  const problems = record(path, value, (at, country, element) => [
    ...text(at, country, COUNTRY, 'be named after a country such as "IN", or "*"'),
    ...check(at, element),
    ...must(fitsStore(element), at, `be up to ${MAX_VALUE_BYTES} bytes as JSON`, element),
  ]);
  if (problems.length > 0) return problems;
  return must("*" in (value as object), path, 'have "*", for everywhere else', value);
}

function fitsStore(value: unknown): boolean {
  return Buffer.byteLength(JSON.stringify(value) ?? "") <= MAX_VALUE_BYTES;
}

function segmentsProblems(path: string, segments: unknown): Problem[] {
  const problems = list(path, segments, 1, 100, (at, segment) =>
    fields<Segment>(at, segment, {
      name: (nameAt, name) => text(nameAt, name, /^[a-z0-9-]{1,32}$/, "be 1 to 32 of a-z, 0-9 and -"),
      percent: (percentAt, percent) => wholeNumber(percentAt, percent, 1, 100, "percent"),
    }),
  );
  if (problems.length > 0) return problems;
  const found = segments as readonly Segment[];
  const names = found.map(({ name }) => name);
  const sum = found.reduce((upTo, { percent }) => upTo + percent, 0);
  return [
    ...must(sum === 100, path, "add up to 100 percent", sum),
    ...names.flatMap((name, i) => must(names.indexOf(name) === i, `${path}[${i}].name`, "appear once", name)),
  ];
}

/** The same rules as the database's trigger: from 0 Mbit/s on, both rising. */
function ladderProblems(path: string, ladder: unknown): Problem[] {
  return list(path, ladder, 1, 8, (at, tier) => {
    const index = (ladder as readonly unknown[]).indexOf(tier);
    const before = (ladder as readonly { fromMbps?: unknown; height?: unknown }[])[index - 1];
    const least = (value: unknown) => (typeof value === "number" ? value : 0);
    return fields<Ladder[number]>(at, tier, {
      fromMbps: (mbpsAt, value) =>
        index === 0
          ? must(value === 0, mbpsAt, "be 0 Mbit/s, where a ladder starts", value)
          : [
              ...wholeNumber(mbpsAt, value, 1, 999_999, "Mbit/s"),
              ...must(least(value) > least(before?.fromMbps), mbpsAt, "be more than the tier before has", value),
            ],
      height: (heightAt, value) => [
        ...oneOf(heightAt, value, HEIGHTS),
        ...must(least(value) > least(before?.height), heightAt, "be more than the tier before has", value),
      ],
    });
  });
}
