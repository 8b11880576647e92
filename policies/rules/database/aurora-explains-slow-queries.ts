import type * as aws from "@pulumi/aws";
import { type Inputs, resourceRule } from "../../rule";

type Group = Inputs<aws.rds.ClusterParameterGroupArgs, "parameters" | "family">;

const LIBRARIES = "shared_preload_libraries";
const NEEDED = ["pg_stat_statements", "auto_explain"];
/** What Aurora loads where the parameter is not set. */
const DEFAULT = "pg_stat_statements";

/** Libraries that a PostgreSQL cluster does not load, and without which nobody can tell afterwards why a query was slow. */
export function slowQueryGaps({ family = "", parameters = [] }: Group): string[] {
  if (!family.startsWith("aurora-postgresql")) return [];
  const set = parameters.find(({ name }) => name === LIBRARIES)?.value ?? DEFAULT;
  const loaded = set.split(",").map((each) => each.trim());
  return NEEDED.filter((each) => !loaded.includes(each)).map((each) => `${LIBRARIES} must hold ${each}, got "${set}"`);
}

const good: Group = {
  family: "aurora-postgresql17",
  parameters: [{ name: LIBRARIES, value: "pg_stat_statements,auto_explain,pg_cron", applyMethod: "pending-reboot" }],
};

export const auroraExplainsSlowQueries = resourceRule<Group>({
  name: "aurora-explains-slow-queries",
  description: "The plan of a slow query is in the log when somebody asks for it, not lost with the incident.",
  severity: "medium",
  enforcementLevel: "mandatory",
  url: "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraPostgreSQL.Reference.ParameterGroups.html",
  remediationSteps: `Add pg_stat_statements and auto_explain to ${LIBRARIES}, which takes effect at the next restart.`,
  types: ["aws:rds/clusterParameterGroup:ClusterParameterGroup"],
  gaps: slowQueryGaps,
  examples: {
    good: [{ inputs: good }, { inputs: { family: "aurora-mysql8.0", parameters: [] } }],
    bad: [
      {
        inputs: { ...good, parameters: [{ name: LIBRARIES, value: "pg_stat_statements,pg_cron" }] },
        gaps: ['shared_preload_libraries must hold auto_explain, got "pg_stat_statements,pg_cron"'],
      },
    ],
    missing: {
      family: [],
      parameters: ['shared_preload_libraries must hold auto_explain, got "pg_stat_statements"'],
    },
  },
});
