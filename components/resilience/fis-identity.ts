/**
 * What an experiment is called inside a cluster. The access entry maps its role to this user; the cluster side binds the user and
 * the service account to what an experiment may do in each of `EXPERIMENT_NAMESPACES`.
 * Source: https://docs.aws.amazon.com/fis/latest/userguide/eks-pod-actions.html#configure-service-account
 */
export const FIS_KUBERNETES_USER = "fis-experiment";

/** Service account of the pod that FIS starts beside its targets; one in each of `EXPERIMENT_NAMESPACES`. */
export const FIS_SERVICE_ACCOUNT = "fis-fault-injector";

/** Where experiments have their targets. */
export const EXPERIMENT_NAMESPACES = ["playback"] as const;

/** The pods that experiments hit: those that viewers notice first. */
export const EXPERIMENT_TARGET = {
  namespace: "playback",
  selector: "app.kubernetes.io/name=playback-service",
} as const;
