/** Every version of an engine, chart or image. To raise one is a change of its own, tried in dev first. */
export const versions = {
  /** Source: https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/supported-engine-versions.html */
  valkey: "8.2",
  /** Source: https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html */
  kubernetes: "1.35",
  /** Source: https://docs.aws.amazon.com/AmazonRDS/latest/AuroraPostgreSQLReleaseNotes/AuroraPostgreSQL.Updates.html */
  aurora: "17.7",
  /** Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Synthetics_Library_Nodejs.html */
  canaryRuntime: "syn-nodejs-4.1",
  /** Brings Spark 3.5 and Iceberg 1.7. Source: https://docs.aws.amazon.com/glue/latest/dg/release-notes.html */
  glue: "5.0",
  /** Source: https://docs.aws.amazon.com/athena/latest/ug/engine-versions.html */
  athena: "Athena engine version 3",
  /** Brings NGINX Ingress Controller 5.5.4. Source: https://github.com/nginx/kubernetes-ingress/releases */
  nginxIngressChart: "2.6.4",
  /** Chart and operator. Source: https://github.com/kedacore/charts/releases */
  keda: "2.20.2",
  /** Of the same operator, 0.93.1, as the stack below. Source: https://github.com/prometheus-community/helm-charts/releases */
  prometheusOperatorCrds: "31.0.1",
  kubePrometheusStack: "88.5.3",
  /** Brings k6-operator 1.6.0. Source: https://github.com/grafana/k6-operator/releases */
  k6OperatorChart: "4.6.0",
  pauseImage: "registry.k8s.io/pause:3.10.1@sha256:278fb9dbcca9518083ad1e11276933a2e96f23de604a3a08cc3c80002767d24c",
  /** Answers in place of a service that has no image, in dev only. */
  sampleImage:
    "ghcr.io/stefanprodan/podinfo:6.9.1@sha256:262578cde928d5c9eba3bce079976444f624c13ed0afb741d90d5423877496cb",
} as const;
