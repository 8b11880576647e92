import { type DashboardPlan, timeseries } from "./panels";

const CHOSEN = '{horizontalpodautoscaler=~"$hpa"}';
const hpa = (name: string) => `max by (horizontalpodautoscaler) (kube_horizontalpodautoscaler_${name}${CHOSEN})`;

/** Why there are as many pods as there are. */
export const autoscaling: DashboardPlan = {
  uid: "streaming-autoscaling",
  title: "Streaming / Autoscaling",
  description: "Pods that run, are wanted and are foreseen; what each signal asks for; whether nodes keep up.",
  variable: {
    name: "hpa",
    label: "Autoscaler",
    query: "label_values(kube_horizontalpodautoscaler_spec_max_replicas, horizontalpodautoscaler)",
  },
  rows: [
    {
      title: "Pods",
      panels: [
        timeseries({
          title: "Running and wanted",
          description: "Wanted above running for minutes: pods wait for nodes, or do not become ready.",
          unit: "short",
          queries: [
            [hpa("status_current_replicas"), "{{horizontalpodautoscaler}} running"],
            [hpa("status_desired_replicas"), "{{horizontalpodautoscaler}} wanted"],
          ],
        }),
        timeseries({
          title: "Share of the maximum",
          description: "At 1 more load finds no more pods.",
          unit: "percentunit",
          redFrom: 1,
          queries: [[`${hpa("status_current_replicas")} / ${hpa("spec_max_replicas")}`, "{{horizontalpodautoscaler}}"]],
        }),
      ],
    },
    {
      title: "Signals",
      panels: [
        timeseries({
          title: "Foreseen for playback, in pods",
          description: "Each forecast, and what runs. Forecasts only raise; one that is missing leaves the others.",
          unit: "short",
          queries: [
            ["playback:predicted_replicas:trend", "trend of 20 minutes"],
            ["playback:predicted_replicas:last_week", "as last week"],
            ["playback:predicted_replicas:release", "announced release"],
            [
              'kube_horizontalpodautoscaler_status_current_replicas{horizontalpodautoscaler="playback-service-hpa"}',
              "running",
            ],
          ],
        }),
        timeseries({
          title: "What the autoscaler reads",
          description: "CPU and memory in percent of the request, signals in pods. A gap: unread, and no scaling in.",
          unit: "short",
          queries: [
            [
              "max by (horizontalpodautoscaler, metric_name, metric_target_type) " +
                `(kube_horizontalpodautoscaler_status_target_metric${CHOSEN})`,
              "{{horizontalpodautoscaler}} {{metric_name}} {{metric_target_type}}",
            ],
          ],
        }),
        timeseries({
          title: "Releases that count now",
          description: "The load's expected multiple, from ten minutes before a release to fifteen after it.",
          unit: "short",
          queries: [["release_expected_multiplier", "{{service_name}} {{release}}"]],
        }),
        timeseries({
          title: "KEDA's triggers",
          description: "As KEDA last read them: queues in messages, forecasts in pods.",
          unit: "short",
          queries: [["max by (scaledObject, scaler) (keda_scaler_metrics_value)", "{{scaledObject}} {{scaler}}"]],
        }),
      ],
    },
    {
      title: "Nodes",
      panels: [
        timeseries({
          title: "Nodes",
          description: "They follow pods by about a minute.",
          unit: "short",
          queries: [["count(kube_node_info)", "nodes"]],
        }),
        timeseries({
          title: "Pods that wait for a node",
          description: "More than a minute of it: the head-room is too small.",
          unit: "short",
          queries: [['sum by (namespace) (kube_pod_status_phase{phase="Pending"})', "{{namespace}}"]],
        }),
      ],
    },
  ],
};
