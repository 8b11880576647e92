import type * as aws from "@pulumi/aws";
import { type Inputs, resourceRule } from "../../rule";

type Group = Inputs<aws.lb.TargetGroupArgs, "deregistrationDelay">;

interface Settings {
  readonly maxSeconds: number;
}

/** What AWS waits where nothing is set, in seconds. */
const DEFAULT_SECONDS = 300;

/** Target groups that make every rollout wait for minutes, with pods that have nothing to do. */
export function delayGaps(group: Group, { settings }: { readonly settings: Settings }): string[] {
  const seconds = Number(group.deregistrationDelay ?? DEFAULT_SECONDS);
  if (seconds <= settings.maxSeconds) return [];
  return [`deregistrationDelay must be ${settings.maxSeconds} seconds or less, got ${seconds}`];
}

const gap = (most: number, got: number) => `deregistrationDelay must be ${most} seconds or less, got ${got}`;

export const targetsLeaveWithinAMinute = resourceRule<Group, Settings>({
  name: "targets-leave-within-a-minute",
  description: "A rollout of the entrance takes minutes, and a pod that should end does not hold on to its node.",
  severity: "low",
  enforcementLevel: "mandatory",
  url: "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html",
  remediationSteps: "Set deregistrationDelay to what the longest request takes, and end connections after it.",
  settings: {
    maxSeconds: {
      type: "integer",
      minimum: 0,
      maximum: 3600,
      default: 60,
      description: "Longest delay in seconds.",
    },
  },
  types: ["aws:lb/targetGroup:TargetGroup"],
  gaps: delayGaps,
  examples: {
    good: [{ inputs: { deregistrationDelay: 30 } }, { inputs: { deregistrationDelay: 60 } }],
    bad: [
      { inputs: { deregistrationDelay: 61 }, gaps: [gap(60, 61)] },
      { inputs: { deregistrationDelay: 60 }, settings: { maxSeconds: 30 }, gaps: [gap(30, 60)] },
    ],
    missing: { deregistrationDelay: [gap(60, 300)] },
  },
});
