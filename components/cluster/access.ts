import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { bareName, type ClusterSettings } from "./settings";

/** Policies of EKS itself; the viewers' does not read secrets. Source: https://docs.aws.amazon.com/eks/latest/userguide/access-policy-permissions.html */
const ACCESS_POLICIES = { admin: "AmazonEKSClusterAdminPolicy", viewer: "AmazonEKSViewPolicy" } as const;

interface AccessArgs {
  readonly region: string;
  readonly clusterName: pulumi.Input<string>;
  readonly accountId: pulumi.Input<string>;
  readonly settings: Pick<ClusterSettings, "adminRoles" | "viewerRoles">;
}

/** Lets the roles of the settings in. Returns what must be there before one of them talks to the cluster. */
export function declareAccess(
  name: string,
  { region, clusterName, accountId, settings }: AccessArgs,
  opts: pulumi.CustomResourceOptions,
): pulumi.Resource[] {
  const grants = [
    ...settings.adminRoles.map((role) => ({ role, kind: "admin" as const })),
    ...settings.viewerRoles.map((role) => ({ role, kind: "viewer" as const })),
  ];
  return grants.map(({ role, kind }) => {
    const principal = {
      region,
      clusterName,
      principalArn: pulumi.interpolate`arn:aws:iam::${accountId}:role/${role}`,
    };
    const entry = new aws.eks.AccessEntry(
      `${name}-${kind}-${bareName(role)}`,
      { ...principal, type: "STANDARD" },
      opts,
    );
    return new aws.eks.AccessPolicyAssociation(
      `${name}-${kind}-${bareName(role)}-policy`,
      {
        ...principal,
        policyArn: `arn:aws:eks::aws:cluster-access-policy/${ACCESS_POLICIES[kind]}`,
        accessScope: { type: "cluster" },
      },
      { ...opts, dependsOn: [entry] }, // both name the role; only the entry makes it known to the cluster
    );
  });
}
