import type { LoadSettings } from "../../../../components/resilience/cluster/settings";
import { limits, profile } from "../../../runtime/load/samples";

export const K6 = `grafana/k6@sha256:${"a".repeat(64)}`;
export const STARTER = `ghcr.io/grafana/k6-operator@sha256:${"b".repeat(64)}`;

/** Everything that there is to set. */
export const full = {
  profile,
  limits,
  loadTests: {
    operatorChart: "4.6.0",
    runners: 8,
    runner: { cpuMillis: 2_000, memoryMiB: 2_048 },
    run: ["expected-peak"],
  },
  regression: { dayOfWeek: 2, requestsPerSecond: 50, minutes: 10, runner: { cpuMillis: 1_000, memoryMiB: 512 } },
} as const satisfies LoadSettings;
