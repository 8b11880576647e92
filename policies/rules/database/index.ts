import { auroraExplainsSlowQueries } from "./aurora-explains-slow-queries";
import { auroraHasAReaderToFailOverTo } from "./aurora-has-a-reader-to-fail-over-to";
import { auroraInstancesAreNotBurstable } from "./aurora-instances-are-not-burstable";
import { auroraLeavesItsZonesAlone } from "./aurora-leaves-its-zones-alone";
import { auroraPaysNothingByTheRequest } from "./aurora-pays-nothing-by-the-request";
import { auroraPrunesPartitions } from "./aurora-prunes-partitions";
import { auroraShowsWhereTimeGoes } from "./aurora-shows-where-time-goes";
import { auroraSurvivesAMistakenDelete } from "./aurora-survives-a-mistaken-delete";
import { poolsLeaveConnectionsFree } from "./pools-leave-connections-free";
import { staticParametersWaitForARestart } from "./static-parameters-wait-for-a-restart";

export const database = [
  auroraExplainsSlowQueries,
  auroraHasAReaderToFailOverTo,
  auroraInstancesAreNotBurstable,
  auroraLeavesItsZonesAlone,
  auroraPaysNothingByTheRequest,
  auroraPrunesPartitions,
  auroraShowsWhereTimeGoes,
  auroraSurvivesAMistakenDelete,
  poolsLeaveConnectionsFree,
  staticParametersWaitForARestart,
];
