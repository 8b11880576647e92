import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { assertNoProblems, must, type Problem, text } from "../checks";
import { regionProblems } from "../network/zone-ids";

/** One thing that pods may do. */
export interface PodStatement {
  /** E.g. `sqs:SendMessage`. Never a wildcard for a whole service. */
  readonly actions: readonly string[];
  readonly resources: readonly pulumi.Input<string>[];
  readonly conditions?: Readonly<Record<string, Readonly<Record<string, pulumi.Input<string>>>>>;
  /** Why no narrower resource than `*` exists; the only way to name it. */
  readonly anyResourceBecause?: string;
}

export interface PodIdentityArgs {
  readonly region: string;
  readonly clusterName: pulumi.Input<string>;
  readonly clusterArn: pulumi.Input<string>;
  readonly namespace: string;
  readonly serviceAccount: string;
  /** May be empty if `managedPolicies` is not. */
  readonly statements: readonly PodStatement[];
  /**
   * Names of AWS managed policies.
   * @default none - they allow more than one of our workloads needs; AWS's own add-ons want them
   */
  readonly managedPolicies?: readonly string[];
}

/** Everything wrong with `args`; empty when it can be declared. Pure. */
export function podIdentityProblems(args: PodIdentityArgs): Problem[] {
  const label = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
  const { statements, managedPolicies = [] } = args;
  return [
    ...regionProblems("region", args.region),
    ...text("namespace", args.namespace, label, "be a namespace of Kubernetes"),
    ...text("serviceAccount", args.serviceAccount, /^[a-z0-9][a-z0-9.-]{0,252}$/, "be a service account of Kubernetes"),
    ...must(statements.length + managedPolicies.length > 0, "statements", "allow something", statements),
    ...statements.flatMap(({ actions, resources, anyResourceBecause }, i) => [
      ...must(actions.length > 0, `statements[${i}].actions`, "name an action", actions),
      ...actions.flatMap((action, j) =>
        text(
          `statements[${i}].actions[${j}]`,
          action,
          /^[a-z0-9-]+:[A-Za-z]+\*?$/,
          "name actions, not a whole service",
        ),
      ),
      ...must(resources.length > 0, `statements[${i}].resources`, "name a resource", resources),
      ...must(
        !resources.includes("*") || Boolean(anyResourceBecause),
        `statements[${i}].anyResourceBecause`,
        'say why "*" is the narrowest resource',
        anyResourceBecause,
      ),
    ]),
  ];
}

/**
 * An IAM role for the pods of one service account. Pods that start before the association keep running without credentials, so a
 * Deployment has to `dependsOn` this component.
 */
export class PodIdentity extends pulumi.ComponentResource {
  readonly roleArn: pulumi.Output<string>;

  /** @throws {ArgsError} listing every argument that cannot be built. */
  constructor(name: string, args: PodIdentityArgs, opts?: pulumi.ComponentResourceOptions) {
    assertNoProblems(`PodIdentity "${name}"`, podIdentityProblems(args));
    super("p95:cluster:PodIdentity", name, {}, opts);
    const { region, clusterName, namespace, serviceAccount, statements, managedPolicies = [] } = args;
    const child = { parent: this };

    const role = new aws.iam.Role(`${name}-role`, { assumeRolePolicy: podTrust(args) }, child);
    const policies: pulumi.Resource[] = managedPolicies.map(
      (policy) =>
        new aws.iam.RolePolicyAttachment(
          `${name}-${policy}`,
          { role: role.name, policyArn: `arn:aws:iam::aws:policy/${policy}` },
          child,
        ),
    );
    if (statements.length > 0) {
      const policy = pulumi.jsonStringify({ Version: "2012-10-17", Statement: statements.map(allow) });
      policies.push(new aws.iam.RolePolicy(`${name}-policy`, { role: role.name, policy }, child));
    }
    new aws.eks.PodIdentityAssociation(
      `${name}-association`,
      { region, clusterName, namespace, serviceAccount, roleArn: role.arn },
      { ...child, dependsOn: policies }, // a pod that has the role can use it
    );

    this.roleArn = role.arn;
    this.registerOutputs({ roleArn: this.roleArn });
  }
}

/**
 * Trust in the pods of one service account of one cluster: an association made elsewhere by mistake gets nothing.
 * Source: https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html
 */
export function podTrust(
  args: Pick<PodIdentityArgs, "clusterArn" | "namespace" | "serviceAccount">,
): pulumi.Output<string> {
  return pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: "pods.eks.amazonaws.com" },
        Action: ["sts:AssumeRole", "sts:TagSession"],
        Condition: {
          StringEquals: {
            "aws:RequestTag/eks-cluster-arn": args.clusterArn,
            "aws:RequestTag/kubernetes-namespace": args.namespace,
            "aws:RequestTag/kubernetes-service-account": args.serviceAccount,
          },
        },
      },
    ],
  });
}

function allow({ actions, resources, conditions }: PodStatement) {
  return { Effect: "Allow", Action: actions, Resource: resources, ...(conditions ? { Condition: conditions } : {}) };
}
