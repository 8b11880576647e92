import type * as aws from "@pulumi/aws";
import { type Inputs, resourceRule } from "../../rule";

type HealthCheck = Inputs<aws.route53.HealthCheckArgs, "type" | "requestInterval" | "failureThreshold">;

interface Settings {
  readonly maxSeconds: number;
}

/** Checks that ask nobody: they follow others, an alarm, or a switch. */
const INDIRECT = new Set(["CALCULATED", "CLOUDWATCH_METRIC", "RECOVERY_CONTROL"]);

/** How much longer than allowed a dead region keeps its viewers. */
export function noticeGaps(check: HealthCheck, { settings }: { readonly settings: Settings }): string[] {
  if (INDIRECT.has(check.type ?? "")) return [];
  const seconds = (check.requestInterval ?? 30) * (check.failureThreshold ?? 3);
  if (seconds <= settings.maxSeconds) return [];
  return [
    `requestInterval times failureThreshold must be ${settings.maxSeconds} seconds or less, got ${seconds} seconds`,
  ];
}

const quick: HealthCheck = { type: "HTTPS", requestInterval: 10, failureThreshold: 3 };
const slow = (seconds: number, most = 30) =>
  `requestInterval times failureThreshold must be ${most} seconds or less, got ${seconds} seconds`;

export const healthChecksNoticeInHalfAMinute = resourceRule<HealthCheck, Settings>({
  name: "health-checks-notice-in-half-a-minute",
  description:
    "Viewers of a region that is down are sent elsewhere within a minute, most of which is the time to notice.",
  severity: "medium",
  enforcementLevel: "mandatory",
  url: "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-determining-health-of-endpoints.html",
  remediationSteps: "Ask every 10 seconds, and count a target as down after 3 failures or fewer.",
  settings: {
    maxSeconds: {
      type: "integer",
      minimum: 10,
      maximum: 300,
      default: 30,
      description: "Longest time in seconds until a dead target is noticed.",
    },
  },
  types: ["aws:route53/healthCheck:HealthCheck"],
  gaps: noticeGaps,
  examples: {
    good: [
      { inputs: quick },
      { inputs: { ...quick, requestInterval: 30, failureThreshold: 1 } },
      { inputs: { type: "CALCULATED" } },
      { inputs: { ...quick, failureThreshold: 10 }, settings: { maxSeconds: 100 } },
    ],
    bad: [
      { inputs: { ...quick, requestInterval: 30 }, gaps: [slow(90)] },
      { inputs: { ...quick, failureThreshold: 4 }, gaps: [slow(40)] },
      { inputs: quick, settings: { maxSeconds: 29 }, gaps: [slow(30, 29)] },
    ],
    missing: { requestInterval: [slow(90)], failureThreshold: [], type: [] },
  },
});
