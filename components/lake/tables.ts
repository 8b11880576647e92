import { PROFILE_ID_BITS } from "../../runtime/lake/playback-event";
import type { ZOrderColumn } from "./z-order";

/** Iceberg's name of a type, as far as our tables need them. */
type ColumnType = "string" | "timestamptz" | "date" | "long" | "int";

export interface Column {
  /** Stays with the column for ever, whatever its name becomes. */
  readonly id: number;
  readonly name: string;
  readonly type: ColumnType;
  readonly required: boolean;
  readonly doc: string;
}

export const PLAYBACK_EVENTS = "playback_events";
export const HOURLY_TRAFFIC = "hourly_traffic";

const MIB = 1024 ** 2;

/** What a file of a closed day may have. Unit: MiB. */
export const FILE_MIB = { min: 128, max: 512 } as const;

/** Filled by `playbackRecord`. */
export const PLAYBACK_COLUMNS: readonly Column[] = [
  { id: 1, name: "event_data", type: "string", required: false, doc: "JSON" },
  { id: 2, name: "event_ts", type: "timestamptz", required: true, doc: "When it happened" },
  { id: 3, name: "event_type", type: "string", required: true, doc: "start, heartbeat, rebuffer and the like" },
  { id: 4, name: "region", type: "string", required: true, doc: "Of the viewer" },
  { id: 5, name: "profile_id", type: "long", required: true, doc: "Who watched" },
  { id: 6, name: "title_id", type: "long", required: true, doc: "What was watched" },
  { id: 7, name: "dt", type: "date", required: true, doc: "Day of event_ts in UTC; the partition" },
  {
    id: 8,
    name: "title_key",
    type: "long",
    required: true,
    doc: "title_id in the length of profile_id, to z-order by",
  },
];

/** Events by hour, kept when the events are gone: what capacity is planned from. */
export const TRAFFIC_COLUMNS: readonly Column[] = [
  { id: 1, name: "dt", type: "date", required: true, doc: "Day in UTC" },
  { id: 2, name: "hour_utc", type: "int", required: true, doc: "0 to 23" },
  { id: 3, name: "region", type: "string", required: true, doc: "Of the viewers" },
  { id: 4, name: "event_count", type: "long", required: true, doc: "Events in the hour" },
  { id: 5, name: "profile_count", type: "long", required: true, doc: "Different profiles, give or take 5 percent" },
];

/** As long as each other: see `cutsPerColumn`. */
export const Z_ORDER: readonly ZOrderColumn[] = [
  { name: "profile_id", bits: PROFILE_ID_BITS },
  { name: "title_key", bits: PROFILE_ID_BITS },
];

/** Fields as the Glue catalogue wants them: a type is a JSON document, so it comes in quotes of its own. */
export function icebergFields(columns: readonly Column[]) {
  return columns.map(({ type, ...column }) => ({ ...column, type: JSON.stringify(type) }));
}

/**
 * Properties of a table of Parquet files.
 * Source: https://iceberg.apache.org/docs/1.7.1/configuration/
 */
export function tableProperties(targetFileMiB: number): Record<string, string> {
  return {
    "write.format.default": "parquet",
    "write.parquet.compression-codec": "zstd",
    "write.parquet.compression-level": "3",
    "write.target-file-size-bytes": String(targetFileMiB * MIB),
    "write.parquet.row-group-size-bytes": String(128 * MIB),
    "write.parquet.dict-size-bytes": String(2 * MIB),
    "write.distribution-mode": "hash", // a writer holds few partitions open, hence writes few files
    "write.metadata.delete-after-commit.enabled": "true", // Firehose commits every few minutes, each with a new metadata file
    "write.metadata.previous-versions-max": "100",
    "commit.retry.num-retries": "10", // Firehose and the nightly job commit side by side
  };
}

/** No bounds are kept of text that nobody searches by: they would be most of a manifest. */
export const PLAYBACK_PROPERTIES = { "write.metadata.metrics.column.event_data": "none" };
