import { deploymentsLeaveReplicasToTheirHpa } from "./deployments-leave-replicas-to-their-hpa";
import { hpasCanAbsorbASurge } from "./hpas-can-absorb-a-surge";
import { hpasHaveAMetricsServer } from "./hpas-have-a-metrics-server";

export const autoscaling = [deploymentsLeaveReplicasToTheirHpa, hpasCanAbsorbASurge, hpasHaveAMetricsServer];
