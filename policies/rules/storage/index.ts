import { bucketsAskKmsSeldom } from "./buckets-ask-kms-seldom";
import { bucketsHaveALifecycle } from "./buckets-have-a-lifecycle";
import { hotTablesHaveTheirEncodings } from "./hot-tables-have-their-encodings";
import { icebergFilesAreWorthOpening } from "./iceberg-files-are-worth-opening";
import { icebergTablesAreZstd } from "./iceberg-tables-are-zstd";
import { queriesHaveACeiling } from "./queries-have-a-ceiling";
import { tablesHaveOneCompactor } from "./tables-have-one-compactor";
import { tablesOfEventsHavePartitions } from "./tables-of-events-have-partitions";
import { uploadsThatStopAreRemoved } from "./uploads-that-stop-are-removed";
import { warehousesHaveACeiling } from "./warehouses-have-a-ceiling";

export const storage = [
  bucketsAskKmsSeldom,
  bucketsHaveALifecycle,
  hotTablesHaveTheirEncodings,
  icebergFilesAreWorthOpening,
  icebergTablesAreZstd,
  queriesHaveACeiling,
  tablesHaveOneCompactor,
  tablesOfEventsHavePartitions,
  uploadsThatStopAreRemoved,
  warehousesHaveACeiling,
];
