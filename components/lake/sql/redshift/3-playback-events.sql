-- The leading sort key stays raw: blocks are skipped by it before anything is decoded.
-- To judge the encodings on real rows: ANALYZE COMPRESSION hot.playback_events;
CREATE TABLE IF NOT EXISTS hot.playback_events (
  event_data VARCHAR(65535) ENCODE ZSTD,
  event_ts TIMESTAMP NOT NULL ENCODE DELTA,
  event_type VARCHAR(64) NOT NULL ENCODE BYTEDICT,
  region VARCHAR(16) NOT NULL ENCODE RUNLENGTH,
  profile_id BIGINT NOT NULL ENCODE AZ64,
  title_id BIGINT NOT NULL ENCODE AZ64,
  dt DATE NOT NULL ENCODE RAW
)
DISTSTYLE KEY
DISTKEY (profile_id)
COMPOUND SORTKEY (dt, region, event_ts);
