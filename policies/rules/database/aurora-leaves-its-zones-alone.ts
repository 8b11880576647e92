import type * as aws from "@pulumi/aws";
import { type Inputs, resourceRule } from "../../rule";
import { isSet } from "../../unknown";

type Cluster = Inputs<aws.rds.ClusterArgs, "availabilityZones" | "engine">;

/** Clusters that the next update would replace: Aurora adds zones up to three, and a difference there replaces a cluster. */
export function zoneGaps(cluster: Cluster): string[] {
  if (!isSet(cluster, "availabilityZones") || cluster.engine?.startsWith("aurora") !== true) return [];
  return ["availabilityZones must be left out: the subnet group says where instances may be"];
}

const gap = "availabilityZones must be left out: the subnet group says where instances may be";

export const auroraLeavesItsZonesAlone = resourceRule<Cluster>({
  name: "aurora-leaves-its-zones-alone",
  description: "No update replaces the cluster, and with it the data, because AWS has added a zone to the list.",
  severity: "critical",
  enforcementLevel: "mandatory",
  url: "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/rds_cluster",
  remediationSteps: "Leave availabilityZones out, and give the cluster a subnet group with a subnet in each zone.",
  types: ["aws:rds/cluster:Cluster"],
  gaps: zoneGaps,
  examples: {
    good: [{ inputs: { engine: "postgres", availabilityZones: ["a"] } }, { inputs: { engine: "aurora-postgresql" } }],
    bad: [{ inputs: { engine: "aurora-postgresql", availabilityZones: ["eu-west-1a"] }, gaps: [gap] }],
    missing: { availabilityZones: [], engine: [] },
  },
});
