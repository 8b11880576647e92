import type { Schema } from "./schema";

/** A Go module whose API types are the schema: the project makes its own CRDs from them. */
export interface GoSource {
  readonly file: string;
  readonly licence: string;
  /** Modules with their exact versions. */
  readonly modules: readonly string[];
  /** Whether the API server knows the enumerations that the types mark: those in a CRD are only what its schema lists. */
  readonly enumerations: boolean;
  /** Types by package and API version: `{ "k8s.io/api/apps/v1": { apiVersion: "apps/v1", kinds: ["Deployment"] } }`. */
  readonly packages: Readonly<Record<string, { readonly apiVersion: string; readonly kinds: readonly string[] }>>;
}

/** A crate that binds the published CRDs of a project as types. */
export interface CrateSource {
  readonly file: string;
  readonly licence: string;
  /** Name and exact version. */
  readonly crate: string;
  readonly version: string;
  /** Modules inside the crate, each with one kind. */
  readonly modules: readonly string[];
  /** Other API versions that have the same shape. */
  readonly alsoServedAs?: Readonly<Record<string, string>>;
  /** Fields that a later release of the project added, by definition. */
  readonly addedLater?: Readonly<Record<string, Readonly<Record<string, Schema>>>>;
}

const kubernetes: GoSource = {
  file: "kubernetes",
  licence: "Apache-2.0",
  enumerations: true,
  modules: ["k8s.io/api@v0.34.4", "k8s.io/apiextensions-apiserver@v0.34.4", "k8s.io/kube-aggregator@v0.34.4"],
  packages: {
    "k8s.io/api/core/v1": {
      apiVersion: "v1",
      kinds: [
        ...["ConfigMap", "Endpoints", "LimitRange", "Namespace", "PersistentVolume", "PersistentVolumeClaim", "Pod"],
        ...["PodTemplate", "ReplicationController", "ResourceQuota", "Secret", "Service", "ServiceAccount"],
      ],
    },
    "k8s.io/api/apps/v1": { apiVersion: "apps/v1", kinds: ["DaemonSet", "Deployment", "ReplicaSet", "StatefulSet"] },
    "k8s.io/api/batch/v1": { apiVersion: "batch/v1", kinds: ["CronJob", "Job"] },
    "k8s.io/api/autoscaling/v1": { apiVersion: "autoscaling/v1", kinds: ["HorizontalPodAutoscaler"] },
    "k8s.io/api/autoscaling/v2": { apiVersion: "autoscaling/v2", kinds: ["HorizontalPodAutoscaler"] },
    "k8s.io/api/policy/v1": { apiVersion: "policy/v1", kinds: ["PodDisruptionBudget"] },
    "k8s.io/api/networking/v1": {
      apiVersion: "networking.k8s.io/v1",
      kinds: ["Ingress", "IngressClass", "IPAddress", "NetworkPolicy", "ServiceCIDR"],
    },
    "k8s.io/api/rbac/v1": {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kinds: ["ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding"],
    },
    "k8s.io/api/scheduling/v1": { apiVersion: "scheduling.k8s.io/v1", kinds: ["PriorityClass"] },
    "k8s.io/api/storage/v1": {
      apiVersion: "storage.k8s.io/v1",
      kinds: ["CSIDriver", "StorageClass", "VolumeAttributesClass"],
    },
    "k8s.io/api/discovery/v1": { apiVersion: "discovery.k8s.io/v1", kinds: ["EndpointSlice"] },
    "k8s.io/api/coordination/v1": { apiVersion: "coordination.k8s.io/v1", kinds: ["Lease"] },
    "k8s.io/api/node/v1": { apiVersion: "node.k8s.io/v1", kinds: ["RuntimeClass"] },
    "k8s.io/api/flowcontrol/v1": {
      apiVersion: "flowcontrol.apiserver.k8s.io/v1",
      kinds: ["FlowSchema", "PriorityLevelConfiguration"],
    },
    "k8s.io/api/admissionregistration/v1": {
      apiVersion: "admissionregistration.k8s.io/v1",
      kinds: [
        ...["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"],
        ...["ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding"],
      ],
    },
    "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1": {
      apiVersion: "apiextensions.k8s.io/v1",
      kinds: ["CustomResourceDefinition"],
    },
    "k8s.io/kube-aggregator/pkg/apis/apiregistration/v1": {
      apiVersion: "apiregistration.k8s.io/v1",
      kinds: ["APIService"],
    },
  },
};

const keda: GoSource = {
  file: "keda",
  licence: "Apache-2.0",
  enumerations: false,
  modules: ["github.com/kedacore/keda/v2@v2.20.2"],
  packages: {
    "github.com/kedacore/keda/v2/apis/keda/v1alpha1": {
      apiVersion: "keda.sh/v1alpha1",
      kinds: ["ClusterTriggerAuthentication", "ScaledJob", "ScaledObject", "TriggerAuthentication"],
    },
  },
};

const prometheusOperator: GoSource = {
  file: "prometheus-operator",
  licence: "Apache-2.0",
  enumerations: false,
  modules: ["github.com/prometheus-operator/prometheus-operator/pkg/apis/monitoring@v0.93.1"],
  packages: {
    "github.com/prometheus-operator/prometheus-operator/pkg/apis/monitoring/v1": {
      apiVersion: "monitoring.coreos.com/v1",
      kinds: ["Alertmanager", "PodMonitor", "Probe", "Prometheus", "PrometheusRule", "ServiceMonitor"],
    },
    "github.com/prometheus-operator/prometheus-operator/pkg/apis/monitoring/v1alpha1": {
      apiVersion: "monitoring.coreos.com/v1alpha1",
      kinds: ["AlertmanagerConfig", "ScrapeConfig"],
    },
  },
};

const karpenter: GoSource = {
  file: "karpenter",
  licence: "Apache-2.0",
  enumerations: true, // the published CRD lists them too
  modules: ["sigs.k8s.io/karpenter@v1.8.0"],
  packages: { "sigs.k8s.io/karpenter/pkg/apis/v1": { apiVersion: "karpenter.sh/v1", kinds: ["NodePool"] } },
};

export const GO_SOURCES: readonly GoSource[] = [kubernetes, keda, prometheusOperator, karpenter];

export const CRATE_SOURCES: readonly CrateSource[] = [
  {
    file: "nginx-ingress",
    licence: "0BSD",
    crate: "kcr_k8s_nginx_org",
    version: "3.20260529.115304",
    modules: [
      ...["v1/globalconfigurations", "v1/policies", "v1/transportservers"],
      ...["v1/virtualserverroutes", "v1/virtualservers"],
    ],
  },
  {
    file: "k6-operator",
    licence: "0BSD",
    crate: "kcr_k6_io",
    version: "3.20260530.124422",
    modules: ["v1alpha1/testruns"],
    // In 1.6.0, the release that we run. Source: https://github.com/grafana/k6-operator/releases/tag/v1.6.0
    addedLater: { TestRunSpec: { args: { type: "array", items: { type: "string" } } } },
  },
  {
    file: "aws-load-balancer-controller",
    licence: "0BSD",
    crate: "kcr_elbv2_k8s_aws",
    version: "3.20260531.70259",
    modules: ["v1beta1/targetgroupbindings"],
    // EKS Auto Mode publishes no schema; its guide describes the fields of the controller that it runs.
    // Source: https://docs.aws.amazon.com/eks/latest/userguide/auto-configure-alb.html
    alsoServedAs: { "elbv2.k8s.aws/v1beta1": "eks.amazonaws.com/v1" },
  },
];

/** The generator that Kubernetes projects make their CRDs with. */
export const GENERATOR_MODULES = ["sigs.k8s.io/controller-tools@v0.19.0", "k8s.io/apiextensions-apiserver@v0.34.4"];
