import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { physicalName } from "../physical-name";
import type { ClusterShape } from "./cluster-shape";
import { instanceParameters, parameterFamily } from "./parameters";

interface InstancesArgs {
  readonly region: string;
  readonly engineVersion: string;
  readonly shape: ClusterShape;
  readonly subnetGroupName: pulumi.Input<string>;
  readonly clusterIdentifier: pulumi.Input<string>;
}

/** Names of the `count` instances that are ours: metrics are kept by them. */
export function instanceIdentifiers(name: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => physicalName("rds", name, String(index + 1)));
}

/** Declares a cluster's instances one after the other, so that the first one is the writer. */
export function declareInstances(
  name: string,
  { region, engineVersion, shape, subnetGroupName, clusterIdentifier }: InstancesArgs,
  opts: pulumi.CustomResourceOptions,
): aws.rds.ClusterInstance[] {
  const parameterGroup = new aws.rds.ParameterGroup(
    `${name}-instance-parameters`, // auto-named, as a cluster's
    { region, family: parameterFamily(engineVersion), parameters: instanceParameters(shape.limits.memoryGiB) },
    opts,
  );
  const made: aws.rds.ClusterInstance[] = [];
  instanceIdentifiers(name, shape.instanceCount).forEach((identifier, index) => {
    made.push(
      new aws.rds.ClusterInstance(
        `${name}-instance-${index + 1}`,
        {
          region,
          identifier,
          clusterIdentifier,
          engine: "aurora-postgresql",
          instanceClass: shape.instanceClass,
          dbParameterGroupName: parameterGroup.name,
          dbSubnetGroupName: subnetGroupName,
          promotionTier: index < 2 ? 0 : 1, // the first two share their caches, and a failover goes to the warm one
          publiclyAccessible: false,
          caCertIdentifier: "rds-ca-rsa2048-g1",
          autoMinorVersionUpgrade: false, // `stacks/versions.ts` says when
          copyTagsToSnapshot: true,
        },
        { ...opts, dependsOn: made.slice(-1) },
      ),
    );
  });
  return made;
}
