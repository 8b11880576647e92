import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { PLAYBACK_COLUMNS } from "../../../components/lake/tables";
import { type Duck, startDuck } from "../../support/duckdb";
import { parquetFooter } from "./parquet-footer";

/** 200,000 events of a day, about two a second, from three regions. */
const EVENTS = `
  SELECT
    concat('{"session":"', md5(i::VARCHAR), '","bitrate":', hash(i, 1) % 8000, '}') AS event_data,
    TIMESTAMPTZ '2026-11-21 00:00:00+00' + to_microseconds(i * 431000 + (hash(i, 2) % 1000)::BIGINT) AS event_ts,
    ['start', 'heartbeat', 'rebuffer', 'stop'][1 + (hash(i, 3) % 4)::INTEGER] AS event_type,
    ['BR', 'DE', 'US'][1 + (hash(i, 4) % 3)::INTEGER] AS region,
    (hash(i, 5) % 2147483648)::BIGINT AS profile_id,
    (hash(i, 6) % 1000)::BIGINT AS title_id,
    DATE '2026-11-21' AS dt,
    (hash(i, 6) % 1000)::BIGINT * 2048 AS title_key
  FROM range(200000) events(i)`;

describe("Parquet files of playback_events", () => {
  let duck: Duck;
  const write = async (name: string, version: "V1" | "V2", order: string) => {
    const path = join(duck.folder, `${name}.parquet`);
    const format = `FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 3, PARQUET_VERSION ${version}`;
    await duck.run(`COPY (${EVENTS} ORDER BY ${order}) TO '${path}' (${format})`);
    return parquetFooter(path);
  };
  let plain: Awaited<ReturnType<typeof write>>;
  let sorted: Awaited<ReturnType<typeof write>>;
  let delta: Awaited<ReturnType<typeof write>>;

  beforeAll(async () => {
    duck = await startDuck();
    plain = await write("as-it-came", "V1", "event_ts");
    sorted = await write("sorted", "V1", "region, event_ts");
    delta = await write("delta", "V2", "region, event_ts");
  });
  afterAll(() => duck.close());

  it("have the columns of the table, each in zstd", () => {
    expect(Object.keys(sorted)).toEqual(PLAYBACK_COLUMNS.map(({ name }) => name));
    expect(new Set(Object.values(sorted).map(({ codec }) => codec))).toEqual(new Set(["ZSTD"]));
  });

  it("have dictionaries where few values come often, and none where each is its own", () => {
    const encodings = Object.fromEntries(Object.entries(sorted).map(([name, column]) => [name, column.encodings]));
    expect(encodings).toEqual({
      event_data: ["PLAIN"],
      event_ts: ["PLAIN"],
      event_type: ["PLAIN_DICTIONARY"],
      region: ["PLAIN_DICTIONARY"],
      profile_id: ["PLAIN"],
      title_id: ["PLAIN_DICTIONARY"],
      dt: ["PLAIN_DICTIONARY"],
      title_key: ["PLAIN_DICTIONARY"],
    });
  });

  it("have a region as runs once they are sorted by it: a two-hundredth of before", () => {
    expect(plain.region!.compressedBytes / sorted.region!.compressedBytes).toBeGreaterThan(200);
    expect(sorted.region!.compressedBytes).toBeLessThan(1_000);
  });

  it("would have times as differences with the second version of pages, which Iceberg does not write yet", () => {
    expect(delta.event_ts!.encodings).toEqual(["DELTA_BINARY_PACKED"]);
    expect(delta.profile_id!.encodings).toEqual(["DELTA_BINARY_PACKED"]);
    expect(delta.event_data!.encodings).toEqual(["DELTA_LENGTH_BYTE_ARRAY"]);
    expect(delta.region!.encodings).toEqual(["RLE_DICTIONARY"]);
    expect(delta.event_ts!.compressedBytes).toBeLessThan(sorted.event_ts!.compressedBytes);
  });
});
