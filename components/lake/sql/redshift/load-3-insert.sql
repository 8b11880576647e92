-- Everything after the last day that is there, so that nights without a load are made up for.
INSERT INTO hot.playback_events (event_data, event_ts, event_type, region, profile_id, title_id, dt)
SELECT event_data, event_ts AT TIME ZONE 'UTC', event_type, region, profile_id, title_id, dt
FROM lake.playback_events
WHERE dt >= DATE '{{today-${hot_days}}}'
  AND dt < DATE '{{today}}'
  AND dt > (SELECT coalesce(max(dt), DATE '1970-01-01') FROM hot.playback_events);
