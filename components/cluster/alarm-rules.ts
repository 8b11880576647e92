export interface AlarmRule {
  /** Ends the alarm's name. */
  readonly role: string;
  readonly metric: string;
  readonly statistic: "Maximum" | "Sum";
  readonly threshold: number;
  /** Minutes out of minutes that must be bad. */
  readonly badMinutes: readonly [bad: number, of: number];
  /** Whether it wakes a person; otherwise it opens a ticket. */
  readonly pages: boolean;
  /** Alarm text: what is going on, and the first thing to do. */
  readonly meaning: string;
}

/**
 * What EKS itself measures of a control plane, free of charge, by `ClusterName` in `AWS/EKS`.
 * Source: https://docs.aws.amazon.com/eks/latest/userguide/cloudwatch.html. Thresholds are where we start until a load test says
 * better; pods and nodes are watched by Prometheus.
 */
export const ALARM_RULES: readonly AlarmRule[] = [
  {
    role: "api-errors",
    metric: "apiserver_request_total_5XX",
    statistic: "Sum",
    threshold: 50,
    badMinutes: [5, 5],
    pages: true,
    meaning:
      "The Kubernetes API fails: nothing scales or deploys. Look at webhooks that time out, then open an AWS case.",
  },
  {
    role: "api-throttling",
    metric: "apiserver_request_total_429",
    statistic: "Sum",
    threshold: 100,
    badMinutes: [5, 10],
    pages: false,
    meaning: "The Kubernetes API turns requests away. Look in the audit log for a client that lists without end.",
  },
  {
    role: "unschedulable-pods",
    metric: "scheduler_pending_pods_UNSCHEDULABLE",
    statistic: "Maximum",
    threshold: 0,
    badMinutes: [10, 10],
    pages: true,
    meaning: "Pods have waited ten minutes for a node. Look at NodePool limits, the vCPU quota and zone constraints.",
  },
  {
    role: "storage",
    metric: "apiserver_storage_size_bytes",
    statistic: "Maximum",
    threshold: 0.8 * 8 * 1024 ** 3, // of the 8 GiB of a standard control plane, beyond which etcd only reads
    badMinutes: [15, 15],
    pages: false,
    meaning: "Eight of ten bytes of etcd are used. Delete what piles up: events, Jobs, ReplicaSets, reports.",
  },
];
