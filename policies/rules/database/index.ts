import { auroraExplainsSlowQueries } from "./aurora-explains-slow-queries";
import { auroraHasAReaderToFailOverTo } from "./aurora-has-a-reader-to-fail-over-to";
import { auroraPrunesPartitions } from "./aurora-prunes-partitions";
import { auroraSurvivesAMistakenDelete } from "./aurora-survives-a-mistaken-delete";

export const database = [
  auroraExplainsSlowQueries,
  auroraHasAReaderToFailOverTo,
  auroraPrunesPartitions,
  auroraSurvivesAMistakenDelete,
];
