import type { RecordingRule, RuleGroup } from "./rule";

const CONTAINERS = '{container!="",image!=""}';
/** Filesystems that live in memory or are only a view of another. */
const NO_DISK = 'fstype!~"tmpfs|overlay|squashfs|erofs"';
/** Interfaces of the node itself: those of pods would be counted twice. */
const NODE_DEVICES = '{device!~"lo|veth.*|eni.*|pod.*"}';

/** How much of what it has each workload and node uses. Ratios: 1 is all of it. */
export function utilisationRules(): RuleGroup[] {
  return [{ name: "streaming.utilisation", interval: "60s", rules: [...workloads(), ...nodes()] }];
}

function workloads(): RecordingRule[] {
  const cpu = `sum by (namespace, container) (rate(container_cpu_usage_seconds_total${CONTAINERS}[5m]))`;
  const memory = `sum by (namespace, container) (container_memory_working_set_bytes${CONTAINERS})`;
  return [
    { record: "workload:cpu_request_utilisation:ratio", expr: `${cpu} / ${declared("requests", "cpu")}` },
    { record: "workload:memory_request_utilisation:ratio", expr: `${memory} / ${declared("requests", "memory")}` },
    { record: "workload:memory_limit_utilisation:ratio", expr: `${memory} / ${declared("limits", "memory")}` },
  ];
}

/** A finished Job's pods still declare what they no longer use, so only running pods count. */
function declared(kind: "requests" | "limits", resource: "cpu" | "memory"): string {
  const running = '(kube_pod_status_phase{phase="Running"} == 1)';
  return (
    `sum by (namespace, container) (kube_pod_container_resource_${kind}{resource="${resource}"} ` +
    `and on (namespace, pod) ${running})`
  );
}

/** Bottlerocket's root is read-only and always full: only what can be written to can fill up. */
function nodes(): RecordingRule[] {
  const used = `1 - node_filesystem_avail_bytes{${NO_DISK}} / node_filesystem_size_bytes{${NO_DISK}}`;
  const writable = `node_filesystem_readonly{${NO_DISK}} == 0`;
  return [
    {
      record: "node:filesystem_utilisation:ratio",
      expr: `max by (instance) (${used} and on (instance, device, mountpoint) ${writable})`,
    },
    {
      record: "node:cpu_utilisation:ratio",
      expr: '1 - avg by (instance) (rate(node_cpu_seconds_total{mode="idle"}[5m]))',
    },
    {
      record: "node:memory_utilisation:ratio",
      expr: "1 - max by (instance) (node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes)",
    },
    {
      record: "node:network_bytes:rate5m",
      expr:
        `sum by (instance) (rate(node_network_receive_bytes_total${NODE_DEVICES}[5m]) + ` +
        `rate(node_network_transmit_bytes_total${NODE_DEVICES}[5m]))`,
    },
  ];
}
