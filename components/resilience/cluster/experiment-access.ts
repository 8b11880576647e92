import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { assertNoProblems, list, type Problem, text } from "../../checks";
import { FIS_SERVICE_ACCOUNT } from "../fis-identity";

export interface ExperimentAccessArgs {
  /** Namespaces whose pods may be disturbed, e.g. `EXPERIMENT_NAMESPACES`. They exist. */
  readonly namespaces: readonly string[];
  /** User that the access entry of the experiments' role maps to: `FIS_KUBERNETES_USER`. */
  readonly kubernetesUser: string;
}

/** Everything wrong with `args`; empty when it can be declared. Pure. */
export function experimentAccessProblems({ namespaces, kubernetesUser }: ExperimentAccessArgs): Problem[] {
  return [
    ...list("namespaces", namespaces, 1, 50, (at, namespace) =>
      text(
        at,
        namespace,
        /^(?!kube-)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
        "be a namespace, and none of Kubernetes' own",
      ),
    ),
    // A name with a colon may be one of Kubernetes' own users, such as `system:admin`.
    ...text("kubernetesUser", kubernetesUser, /^[a-z0-9][a-z0-9-]{0,62}$/, "be a user without a colon"),
  ];
}

/**
 * What AWS FIS may do inside a cluster: in the namespaces named, and nowhere else. It starts a pod of its own there, which deletes
 * pods or disturbs them from an ephemeral container.
 * Source: https://docs.aws.amazon.com/fis/latest/userguide/eks-pod-actions.html
 */
export class ExperimentAccess extends pulumi.ComponentResource {
  /** @throws {ArgsError} listing every argument that cannot be built. */
  constructor(name: string, args: ExperimentAccessArgs, opts?: pulumi.ComponentResourceOptions) {
    assertNoProblems(`ExperimentAccess "${name}"`, experimentAccessProblems(args));
    super("p95:resilience:ExperimentAccess", name, {}, opts);
    for (const namespace of args.namespaces) this.admit(`${name}-${namespace}`, namespace, args.kubernetesUser);
    this.registerOutputs({});
  }

  private admit(name: string, namespace: string, kubernetesUser: string): void {
    const child = { parent: this };
    const metadata = { name: FIS_SERVICE_ACCOUNT, namespace };
    const account = new kubernetes.core.v1.ServiceAccount(`${name}-account`, { metadata }, child);
    const role = new kubernetes.rbac.v1.Role(`${name}-role`, { metadata, rules: RULES }, child);
    new kubernetes.rbac.v1.RoleBinding(
      `${name}-binding`,
      {
        metadata,
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: FIS_SERVICE_ACCOUNT },
        subjects: [
          { kind: "ServiceAccount", name: FIS_SERVICE_ACCOUNT, namespace },
          { apiGroup: "rbac.authorization.k8s.io", kind: "User", name: kubernetesUser },
        ],
      },
      { ...child, dependsOn: [account, role] },
    );
  }
}

/** Exactly what FIS asks for. */
const RULES = [
  { apiGroups: [""], resources: ["configmaps"], verbs: ["get", "create", "patch", "delete"] },
  { apiGroups: [""], resources: ["pods"], verbs: ["create", "list", "get", "delete", "deletecollection"] },
  { apiGroups: [""], resources: ["pods/ephemeralcontainers"], verbs: ["update"] },
  { apiGroups: [""], resources: ["pods/exec"], verbs: ["create"] },
  { apiGroups: ["apps"], resources: ["deployments"], verbs: ["get"] },
];
