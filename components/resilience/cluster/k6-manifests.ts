import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type * as kubernetes from "@pulumi/kubernetes";
import type { LoadPlan } from "../../../runtime/load/plan";
import { PROMETHEUS_URL } from "../../observability/cluster/monitoring-contract";
import { LOAD_TEST_NAMESPACE } from "../../service/service-contract";
import type { LoadGeneratorSize, LoadTestsSettings, RegressionSettings } from "./settings";

type PodSpec = kubernetes.types.input.core.v1.PodSpec;
type Container = kubernetes.types.input.core.v1.Container;

/** Of everything that makes load. */
export const PERF_NAMESPACE = LOAD_TEST_NAMESPACE;
export const RUNNER_ACCOUNT = "k6-runner";
/** Part of the names of its Jobs, by which the alert PerfRegressionFailed finds them. */
export const REGRESSION = "perf-regression";

/** User that the image of k6 is made for, as a number: Pod Security cannot judge a name. */
const K6_USER_ID = 12_345;

const SCRIPT = "traffic.ts";
const SCRIPT_PATH = join(__dirname, "../../../runtime/load", SCRIPT);

/** A script and its plan, as k6 finds them in one folder. */
export interface Bundle {
  /** Another one whenever script or plan change: `<test>-<10 hexadecimal digits>`. */
  readonly name: string;
  readonly data: Readonly<Record<string, string>>;
}

export function bundle(test: string, plan: LoadPlan): Bundle {
  const data = { [SCRIPT]: readFileSync(SCRIPT_PATH, "utf8"), "plan.json": JSON.stringify(plan) };
  const digest = createHash("sha256").update(JSON.stringify(data)).digest("hex").slice(0, 10);
  return { name: `${test}-${digest}`, data };
}

const POD_SECURITY: kubernetes.types.input.core.v1.PodSecurityContext = {
  runAsNonRoot: true,
  runAsUser: K6_USER_ID,
  runAsGroup: K6_USER_ID,
  fsGroup: K6_USER_ID,
  seccompProfile: { type: "RuntimeDefault" },
};
const CONTAINER_SECURITY = { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } };

/** Writes results into the cluster's Prometheus, where they stand beside what the services say of the same minutes. */
const PROMETHEUS_OUTPUT = ["--out", "experimental-prometheus-rw"];

const ENV = [
  { name: "K6_PROMETHEUS_RW_SERVER_URL", value: `${PROMETHEUS_URL}/api/v1/write` },
  { name: "K6_PROMETHEUS_RW_TREND_STATS", value: "p(50),p(95),p(99),avg,max" },
  { name: "K6_PROMETHEUS_RW_STALE_MARKERS", value: "true" }, // a test that has ended shows no last value for five minutes
  { name: "K6_NO_USAGE_REPORT", value: "true" },
];

/** Never on a node of the services: it would take the CPU whose lack it measures. */
const APART_FROM_SERVICES: kubernetes.types.input.core.v1.Affinity = {
  podAntiAffinity: {
    requiredDuringSchedulingIgnoredDuringExecution: [
      {
        labelSelector: { matchLabels: { "app.kubernetes.io/part-of": "streaming" } },
        namespaceSelector: {},
        topologyKey: "kubernetes.io/hostname",
      },
    ],
  },
};

function resources({ cpuMillis, memoryMiB }: LoadGeneratorSize) {
  return { requests: { cpu: `${cpuMillis}m`, memory: `${memoryMiB}Mi` }, limits: { memory: `${memoryMiB}Mi` } };
}

/**
 * `spec` of a TestRun. It runs once, when it is created, and is not cleaned up: an object that deletes itself would be created, and
 * run, again by the next `pulumi up`.
 */
export function testRunSpec(
  { name }: Bundle,
  { runners, runner }: Pick<LoadTestsSettings, "runners" | "runner">,
  images: { readonly k6: string; readonly k6Starter: string },
) {
  const pod = { automountServiceAccountToken: "false", securityContext: POD_SECURITY };
  return {
    parallelism: runners,
    script: { configMap: { name, file: SCRIPT } },
    args: [...PROMETHEUS_OUTPUT, "--tag", `testid=${name}`],
    initializer: {
      ...pod,
      image: images.k6,
      resources: resources({ cpuMillis: 100, memoryMiB: 256 }),
      containerSecurityContext: CONTAINER_SECURITY,
      env: ENV,
    },
    starter: {
      ...pod,
      image: images.k6Starter, // the operator's own choice is `latest`
      resources: resources({ cpuMillis: 50, memoryMiB: 64 }),
      containerSecurityContext: { ...CONTAINER_SECURITY, readOnlyRootFilesystem: true },
    },
    runner: {
      ...pod,
      image: images.k6,
      serviceAccountName: RUNNER_ACCOUNT,
      resources: resources(runner),
      containerSecurityContext: { ...CONTAINER_SECURITY, readOnlyRootFilesystem: true },
      env: ENV,
      affinity: APART_FROM_SERVICES,
    },
  };
}

/** Minutes of warming up, and to start a pod on a new node. */
const REGRESSION_OVERHEAD_MINUTES = 2 + 5;

/** How long a finished Job is looked at: as long as a failed one keeps its ticket open. Unit: seconds, two days. */
const KEPT_SECONDS = 172_800;

/** Spec of the benchmark's CronJob. A broken threshold makes k6 exit with 99, hence the Job fail, and is never tried again. */
export function regressionSpec(
  { name }: Bundle,
  { dayOfWeek, minutes, runner }: RegressionSettings,
  quietHourUtc: number,
  image: string,
): kubernetes.types.input.batch.v1.CronJobSpec {
  return {
    schedule: `0 ${quietHourUtc} * * ${dayOfWeek}`,
    timeZone: "Etc/UTC",
    concurrencyPolicy: "Forbid",
    startingDeadlineSeconds: 1_800, // later it is no longer the quiet hour
    successfulJobsHistoryLimit: 4,
    failedJobsHistoryLimit: 4,
    jobTemplate: {
      spec: {
        backoffLimit: 0,
        activeDeadlineSeconds: (minutes + REGRESSION_OVERHEAD_MINUTES) * 60,
        ttlSecondsAfterFinished: KEPT_SECONDS,
        template: {
          metadata: {
            labels: { "app.kubernetes.io/name": REGRESSION, "app.kubernetes.io/component": "benchmark" },
            annotations: { "karpenter.sh/do-not-disrupt": "true" }, // a moved pod would fail the run
          },
          spec: regressionPod(name, runner, image),
        },
      },
    },
  };
}

function regressionPod(configMap: string, runner: LoadGeneratorSize, image: string): PodSpec {
  const container: Container = {
    name: "k6",
    image,
    args: ["run", "--quiet", ...PROMETHEUS_OUTPUT, "--tag", `testid=${REGRESSION}`, `/scripts/${SCRIPT}`],
    env: ENV,
    resources: resources(runner),
    securityContext: { ...CONTAINER_SECURITY, readOnlyRootFilesystem: true },
    volumeMounts: [{ name: "scripts", mountPath: "/scripts", readOnly: true }],
  };
  return {
    serviceAccountName: RUNNER_ACCOUNT,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    restartPolicy: "Never",
    priorityClassName: "platform-batch",
    affinity: APART_FROM_SERVICES,
    securityContext: POD_SECURITY,
    containers: [container],
    volumes: [{ name: "scripts", configMap: { name: configMap } }],
  };
}
