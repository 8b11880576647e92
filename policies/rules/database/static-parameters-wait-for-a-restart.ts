import type * as aws from "@pulumi/aws";
import { type Inputs, resourceRule } from "../../rule";

type Group = Inputs<aws.rds.ClusterParameterGroupArgs, "parameters">;

/** Parameters that PostgreSQL reads only when it starts. */
const STATIC = new Set([
  "cron.database_name",
  "max_connections",
  "max_worker_processes",
  "rds.logical_replication",
  "shared_buffers",
  "shared_preload_libraries",
]);

/** Parameters that RDS would refuse in the middle of an update: without an apply method it tries them at once. */
export function staticParameterGaps({ parameters = [] }: Group): string[] {
  return parameters
    .filter(({ name, applyMethod = "immediate" }) => STATIC.has(name) && applyMethod !== "pending-reboot")
    .map(({ name }) => `applyMethod of ${name} must be pending-reboot`);
}

const preload = { name: "shared_preload_libraries", value: "pg_stat_statements", applyMethod: "pending-reboot" };
const gap = "applyMethod of shared_preload_libraries must be pending-reboot";

export const staticParametersWaitForARestart = resourceRule<Group>({
  name: "static-parameters-wait-for-a-restart",
  description:
    "A new value of a static parameter is kept for the next restart, instead of an update that stops halfway.",
  severity: "medium",
  enforcementLevel: "mandatory",
  url: "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/USER_WorkingWithParamGroups.html",
  remediationSteps: "Set applyMethod of the parameter to pending-reboot, and restart the instances in a quiet hour.",
  types: ["aws:rds/clusterParameterGroup:ClusterParameterGroup"],
  gaps: staticParameterGaps,
  examples: {
    good: [{ inputs: { parameters: [preload] } }, { inputs: { parameters: [{ name: "work_mem", value: "65536" }] } }],
    bad: [
      { inputs: { parameters: [{ ...preload, applyMethod: "immediate" }] }, gaps: [gap] },
      {
        inputs: { parameters: [{ name: "max_connections", value: "900" }] },
        gaps: ["applyMethod of max_connections must be pending-reboot"],
      },
    ],
    missing: { parameters: [], "parameters.0.applyMethod": [gap] },
  },
});
