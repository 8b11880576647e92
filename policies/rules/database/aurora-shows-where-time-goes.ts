import type * as aws from "@pulumi/aws";
import { type Inputs, resourceRule } from "../../rule";

type Cluster = Inputs<
  aws.rds.ClusterArgs,
  "databaseInsightsMode" | "performanceInsightsEnabled" | "performanceInsightsRetentionPeriod"
>;

/** What AWS asks for with the advanced mode of Database Insights, in days. */
const ADVANCED_DAYS = 465;

/** Clusters of which nobody can tell what they waited for; and half of the advanced mode, which AWS refuses. */
export function insightsGaps(cluster: Cluster): string[] {
  if (cluster.performanceInsightsEnabled !== true) return ["performanceInsightsEnabled must be true"];
  if (cluster.databaseInsightsMode !== "advanced") return [];
  const days = cluster.performanceInsightsRetentionPeriod ?? 7;
  if (days >= ADVANCED_DAYS) return [];
  return [
    `performanceInsightsRetentionPeriod must be ${ADVANCED_DAYS} days for databaseInsightsMode advanced, got ${days}`,
  ];
}

const advanced: Cluster = {
  performanceInsightsEnabled: true,
  databaseInsightsMode: "advanced",
  performanceInsightsRetentionPeriod: 465,
};
const short = (days: number) =>
  `performanceInsightsRetentionPeriod must be 465 days for databaseInsightsMode advanced, got ${days}`;
const off = "performanceInsightsEnabled must be true";

export const auroraShowsWhereTimeGoes = resourceRule<Cluster>({
  name: "aurora-shows-where-time-goes",
  description: "What a slow hour waited for, lock, disk or processor, can be looked up by statement afterwards.",
  severity: "medium",
  enforcementLevel: "mandatory",
  url: "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/USER_DatabaseInsights.TurningOnAdvanced.html",
  remediationSteps: "Turn Performance Insights on; the advanced mode needs a retention of 465 days.",
  types: ["aws:rds/cluster:Cluster"],
  gaps: insightsGaps,
  examples: {
    good: [{ inputs: advanced }, { inputs: { performanceInsightsEnabled: true } }],
    bad: [
      { inputs: { ...advanced, performanceInsightsEnabled: false }, gaps: [off] },
      { inputs: { ...advanced, performanceInsightsRetentionPeriod: 464 }, gaps: [short(464)] },
    ],
    missing: {
      performanceInsightsEnabled: [off],
      databaseInsightsMode: [],
      performanceInsightsRetentionPeriod: [short(7)],
    },
  },
});
