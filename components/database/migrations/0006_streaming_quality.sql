-- Playback sessions, and which picture height a connection gets.
SET LOCAL ROLE streaming_owner;

CREATE TABLE streaming.streaming_sessions (
  session_id    uuid         PRIMARY KEY,
  profile_id    bigint       NOT NULL,
  title_id      bigint       NOT NULL,
  region        text         NOT NULL CONSTRAINT streaming_sessions_region CHECK (region ~ '^[A-Z]{2}$'),
  device_type   text         NOT NULL,
  status        text         NOT NULL DEFAULT 'starting' CONSTRAINT streaming_sessions_status
    CHECK (status IN ('starting', 'active', 'paused', 'ended', 'failed')),
  -- NaN sorts above every number in PostgreSQL, so only an upper bound keeps it out
  network_speed numeric(9,3) CONSTRAINT streaming_sessions_speed CHECK (network_speed >= 0 AND network_speed < 1000000),
  max_height    smallint     NOT NULL DEFAULT 2160 CONSTRAINT streaming_sessions_height CHECK (max_height > 0),
  started_at    timestamptz  NOT NULL DEFAULT now(),
  last_seen_at  timestamptz  NOT NULL DEFAULT now()
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02); -- room on the page keeps every heartbeat a heap-only update
COMMENT ON TABLE streaming.streaming_sessions IS
  'One row per playback. No index may cover network_speed or last_seen_at: heartbeats would lose 2.7 times their throughput.';
COMMENT ON COLUMN streaming.streaming_sessions.network_speed IS 'Mbit/s; NULL until the first measurement.';
COMMENT ON COLUMN streaming.streaming_sessions.max_height IS 'Most lines that device and plan allow.';
CREATE INDEX streaming_sessions_active ON streaming.streaming_sessions (region) WHERE status = 'active';
COMMENT ON INDEX streaming.streaming_sessions_active IS 'Sessions playing now in a region.';

-- A tier starts at its speed and ends where the next one starts, so two tiers cannot overlap and no speed lies between them.
CREATE TABLE streaming.streaming_quality_rules (
  region                   text     NOT NULL CONSTRAINT streaming_quality_rules_region CHECK (region ~ '^([A-Z]{2}|\*)$'),
  network_speed_mbps       integer  NOT NULL CONSTRAINT streaming_quality_rules_speed CHECK (network_speed_mbps >= 0),
  recommended_height       smallint NOT NULL CONSTRAINT streaming_quality_rules_height
    CHECK (recommended_height IN (240, 360, 480, 720, 1080, 1440, 2160, 4320)),
  recommended_bitrate_kbps integer  NOT NULL CONSTRAINT streaming_quality_rules_bitrate
    CHECK (recommended_bitrate_kbps BETWEEN 100 AND 100000),
  cdn_endpoint             text     CONSTRAINT streaming_quality_rules_endpoint CHECK (cdn_endpoint ~ '^https://[a-z0-9.-]+$'),
  CONSTRAINT streaming_quality_rules_pkey PRIMARY KEY (region, network_speed_mbps)
);
COMMENT ON TABLE streaming.streaming_quality_rules IS 'Picture height and bitrate from a speed on. Region * is for regions without rules of their own.';
COMMENT ON COLUMN streaming.streaming_quality_rules.network_speed_mbps IS 'Lowest speed of the tier, Mbit/s, inclusive.';
COMMENT ON COLUMN streaming.streaming_quality_rules.cdn_endpoint IS 'Where the region''s players fetch; NULL: from the platform''s own CDN.';

CREATE FUNCTION streaming.check_quality_ladder() RETURNS trigger
LANGUAGE plpgsql
SET search_path TO pg_catalog AS $$
DECLARE
  broken text;
BEGIN
  SELECT string_agg(format('%s at %s Mbit/s', region, network_speed_mbps), ', ') INTO broken
  FROM (
    SELECT region, network_speed_mbps,
           recommended_height > lag(recommended_height) OVER ladder
             AND recommended_bitrate_kbps > lag(recommended_bitrate_kbps) OVER ladder AS rises,
           row_number() OVER ladder = 1 AND network_speed_mbps = 0 AS starts_at_zero
    FROM streaming.streaming_quality_rules
    WINDOW ladder AS (PARTITION BY region ORDER BY network_speed_mbps)
  ) tiers
  WHERE NOT starts_at_zero AND rises IS NOT TRUE;
  IF broken IS NOT NULL OR NOT EXISTS (SELECT FROM streaming.streaming_quality_rules WHERE region = '*') THEN
    RAISE check_violation USING MESSAGE = 'every region''s tiers must start at 0 Mbit/s and rise, and region * must have tiers; wrong: '
      || coalesce(broken, 'region * has none');
  END IF;
  RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER streaming_quality_rules_ladder AFTER INSERT OR UPDATE OR DELETE ON streaming.streaming_quality_rules
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION streaming.check_quality_ladder();

INSERT INTO streaming.streaming_quality_rules (region, network_speed_mbps, recommended_height, recommended_bitrate_kbps) VALUES
  ('*', 0, 480, 2000),
  ('*', 5, 720, 4500),
  ('*', 10, 1080, 8000),
  ('*', 25, 2160, 20000);

CREATE FUNCTION streaming.select_quality(viewer_region text, speed_mbps numeric, most_height integer DEFAULT 2160)
RETURNS streaming.streaming_quality_rules
LANGUAGE plpgsql STABLE
SET search_path TO pg_catalog AS $$
DECLARE
  tier   streaming.streaming_quality_rules;
  ladder text := '*';
BEGIN
  IF viewer_region IS NULL OR speed_mbps IS NULL OR NOT (speed_mbps >= 0 AND speed_mbps < 'Infinity') OR most_height IS NULL THEN
    RAISE invalid_parameter_value USING MESSAGE = format('cannot select a quality: region %s, speed %s Mbit/s, height %s',
      coalesce(viewer_region, 'NULL'), coalesce(speed_mbps::text, 'NULL'), coalesce(most_height::text, 'NULL'));
  END IF;
  IF EXISTS (SELECT FROM streaming.streaming_quality_rules WHERE region = viewer_region) THEN
    ladder := viewer_region;
  END IF;
  SELECT * INTO tier FROM streaming.streaming_quality_rules
  WHERE region = ladder AND network_speed_mbps <= speed_mbps
  -- the best that the screen shows; the lowest tier where it shows none
  ORDER BY recommended_height <= most_height DESC,
           CASE WHEN recommended_height <= most_height THEN recommended_height ELSE -recommended_height END DESC
  LIMIT 1;
  RETURN tier;
END
$$;
COMMENT ON FUNCTION streaming.select_quality(text, numeric, integer) IS
  'The tier of a speed in Mbit/s: below 5 it is 480 lines, below 10 720, below 25 1080, else 2160, as the rules stand at first.';

CREATE VIEW streaming.streaming_session_quality AS
SELECT s.session_id,
       q.recommended_height       AS optimal_height,
       q.recommended_bitrate_kbps AS optimal_bitrate_kbps,
       q.cdn_endpoint
FROM streaming.streaming_sessions s
CROSS JOIN LATERAL streaming.select_quality(s.region, coalesce(s.network_speed, 0), s.max_height) q -- not measured yet: start low
WHERE s.status = 'active';
COMMENT ON VIEW streaming.streaming_session_quality IS 'What each playing session should get now.';

GRANT SELECT, INSERT, UPDATE ON streaming.streaming_sessions TO streaming_app;
GRANT SELECT ON streaming.streaming_quality_rules, streaming.streaming_session_quality TO streaming_app;
GRANT EXECUTE ON FUNCTION streaming.select_quality(text, numeric, integer) TO streaming_app;
GRANT SELECT ON streaming.streaming_quality_rules TO streaming_dashboard;
GRANT SELECT (session_id, region, device_type, status, network_speed, started_at, last_seen_at)
  ON streaming.streaming_sessions TO streaming_dashboard;
