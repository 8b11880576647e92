import { CARRIER_DEMAND } from "./prediction/predictive-scaling";
import { HEADROOM_NAMESPACE, SERVICE_NAMES, SERVICES } from "./service-contract";
import type { ServicesSettings } from "./settings";
import type { Demand } from "./workload-namespace";

/** What each namespace has to have room for. */
export function namespaceDemands({ services, watchEvents, releaseCalendar, headroom }: ServicesSettings) {
  const demands: Record<string, Demand[]> = {};
  for (const service of SERVICE_NAMES) {
    const { autoscaling, cpuMillis, memoryMiB } = services[service];
    demands[SERVICES[service].namespace] = [{ maxReplicas: autoscaling.maxReplicas, cpuMillis, memoryMiB }];
  }
  demands[SERVICES["playback-service"].namespace]!.push(watchEvents.worker, releaseCalendar, CARRIER_DEMAND);
  if (headroom) demands[HEADROOM_NAMESPACE] = [{ ...headroom, maxReplicas: headroom.count }];
  return demands;
}
