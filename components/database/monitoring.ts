import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

/** What of a cluster's arguments makes its instances report on their operating system, and what must be there for it. */
export interface Monitoring {
  readonly args: Pick<aws.rds.ClusterArgs, "monitoringInterval" | "monitoringRoleArn">;
  readonly attachments: readonly pulumi.Resource[];
}

/** Declares the role that writes the reports: the hypervisor's metrics show neither processes nor their memory. */
export function declareMonitoring(
  name: string,
  intervalSeconds: number,
  opts: pulumi.CustomResourceOptions,
): Monitoring {
  if (intervalSeconds === 0) return { args: { monitoringInterval: 0 }, attachments: [] };
  const role = new aws.iam.Role(
    `${name}-monitoring-role`,
    {
      assumeRolePolicy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          { Effect: "Allow", Principal: { Service: "monitoring.rds.amazonaws.com" }, Action: "sts:AssumeRole" },
        ],
      }),
    },
    opts,
  );
  const attachment = new aws.iam.RolePolicyAttachment(
    `${name}-monitoring-policy`,
    { role: role.name, policyArn: "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole" },
    opts,
  );
  return { args: { monitoringInterval: intervalSeconds, monitoringRoleArn: role.arn }, attachments: [attachment] };
}
