import type { Autoscaling } from "../../service/horizontal-scaling";
import { SERVICE_NAMES, SERVICES, type ServiceName } from "../../service/service-contract";
import type { MonitoredService, ServiceObjective } from "./services";

/** What the platform promises of every service: 99.9 % answered without 5xx, 95 % within 250 ms. */
export const STREAMING_OBJECTIVE: ServiceObjective = {
  availabilityPercent: 99.9,
  latencyPercent: 95,
  latencySeconds: 0.25,
};

/** External metric by which KEDA serves what prediction foresees, as an autoscaler names it. */
const SIGNAL_METRIC = "composite-metric";

/** Which service foresees its load, see `components/service/prediction`. */
const FORESEEN: ServiceName = "playback-service";

/** The platform's services as rules watch them, by the settings that scale them. Pure. */
export function streamingServices(
  settings: Readonly<Record<ServiceName, { readonly autoscaling: Autoscaling }>>,
  hasPrediction: boolean,
): MonitoredService[] {
  return SERVICE_NAMES.map((name) => ({
    name,
    namespace: SERVICES[name].namespace,
    objective: STREAMING_OBJECTIVE,
    autoscaler: {
      name: `${name}-hpa`,
      memoryPercent: settings[name].autoscaling.memoryPercent,
      ...(hasPrediction && name === FORESEEN ? { signalMetric: SIGNAL_METRIC } : {}),
    },
  }));
}
