MERGE INTO glue_catalog.${database}.hourly_traffic AS known
USING (
  SELECT
    dt,
    hour(event_ts) AS hour_utc,
    region,
    count(*) AS event_count,
    approx_count_distinct(profile_id) AS profile_count
  FROM glue_catalog.${database}.playback_events
  WHERE dt >= DATE '{{today-${lookback_days}}}' AND dt < DATE '{{today}}'
  GROUP BY dt, hour(event_ts), region
) AS counted
ON known.dt = counted.dt AND known.hour_utc = counted.hour_utc AND known.region = counted.region
WHEN MATCHED THEN UPDATE SET event_count = counted.event_count, profile_count = counted.profile_count
WHEN NOT MATCHED THEN INSERT (dt, hour_utc, region, event_count, profile_count)
  VALUES (counted.dt, counted.hour_utc, counted.region, counted.event_count, counted.profile_count);
