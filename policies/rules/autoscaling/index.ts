import { deploymentsHaveOneAutoscaler } from "./deployments-have-one-autoscaler";
import { deploymentsLeaveReplicasToTheirHpa } from "./deployments-leave-replicas-to-their-hpa";
import { hpasCanAbsorbASurge } from "./hpas-can-absorb-a-surge";
import { hpasGrowAtOnce } from "./hpas-grow-at-once";
import { hpasHaveAMetricsServer } from "./hpas-have-a-metrics-server";
import { hpasHoldTheForecastPeak } from "./hpas-hold-the-forecast-peak";
import { hpasShrinkSlowly } from "./hpas-shrink-slowly";
import { hpasStartBeforePodsAreFull } from "./hpas-start-before-pods-are-full";
import { memoryThatScalesIsGuaranteed } from "./memory-that-scales-is-guaranteed";
import { nodesCarryTheLargestSize } from "./nodes-carry-the-largest-size";
import { quotasCarryTheLargestSize } from "./quotas-carry-the-largest-size";
import { scaledObjectMetadataIsText } from "./scaled-object-metadata-is-text";
import { scaledObjectsSurviveABlindSource } from "./scaled-objects-survive-a-blind-source";
import { subnetsCarryTheLargestSize } from "./subnets-carry-the-largest-size";

export const autoscaling = [
  deploymentsHaveOneAutoscaler,
  deploymentsLeaveReplicasToTheirHpa,
  hpasCanAbsorbASurge,
  hpasGrowAtOnce,
  hpasHaveAMetricsServer,
  hpasHoldTheForecastPeak,
  hpasShrinkSlowly,
  hpasStartBeforePodsAreFull,
  memoryThatScalesIsGuaranteed,
  nodesCarryTheLargestSize,
  quotasCarryTheLargestSize,
  scaledObjectMetadataIsText,
  scaledObjectsSurviveABlindSource,
  subnetsCarryTheLargestSize,
];
