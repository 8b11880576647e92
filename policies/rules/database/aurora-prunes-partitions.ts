import type * as aws from "@pulumi/aws";
import { type Inputs, resourceRule } from "../../rule";

type Group = Inputs<aws.rds.ClusterParameterGroupArgs, "parameters">;

const PRUNING = "enable_partition_pruning";
const OFF = new Set(["0", "off", "false", "no"]);

/** Why a query for one month would read all of them. PostgreSQL prunes unless it is told not to. */
export function pruningGaps({ parameters = [] }: Group): string[] {
  const off = parameters.filter(({ name, value }) => name === PRUNING && OFF.has(String(value).toLowerCase()));
  return off.map(({ value }) => `${PRUNING} must be 1, got ${value}`);
}

export const auroraPrunesPartitions = resourceRule<Group>({
  name: "aurora-prunes-partitions",
  description: "A query for one month reads only that month's partition, however many years the table keeps.",
  severity: "high",
  enforcementLevel: "mandatory",
  url: "https://www.postgresql.org/docs/17/ddl-partitioning.html#DDL-PARTITION-PRUNING",
  remediationSteps: `Set ${PRUNING} to 1 in the cluster's parameter group, or leave it out.`,
  types: ["aws:rds/clusterParameterGroup:ClusterParameterGroup"],
  gaps: pruningGaps,
  examples: {
    good: [{ inputs: { parameters: [{ name: PRUNING, value: "1" }] } }, { inputs: { parameters: [] } }],
    bad: [
      { inputs: { parameters: [{ name: PRUNING, value: "0" }] }, gaps: [`${PRUNING} must be 1, got 0`] },
      { inputs: { parameters: [{ name: PRUNING, value: "OFF" }] }, gaps: [`${PRUNING} must be 1, got OFF`] },
    ],
    missing: { parameters: [] },
  },
});
