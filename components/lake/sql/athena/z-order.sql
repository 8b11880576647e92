-- How wide a span of profiles and of titles a file of yesterday has, in percent of the day's whole span. 100: no query skips any.
WITH bounds AS (
  SELECT
    CAST(element_at(lower_bounds, ${profile_id}) AS DOUBLE) AS low_profile,
    CAST(element_at(upper_bounds, ${profile_id}) AS DOUBLE) AS high_profile,
    CAST(element_at(lower_bounds, ${title_id}) AS DOUBLE) AS low_title,
    CAST(element_at(upper_bounds, ${title_id}) AS DOUBLE) AS high_title
  FROM "playback_events$files"
  WHERE element_at(lower_bounds, ${dt_id}) = CAST(current_date - INTERVAL '1' DAY AS VARCHAR)
)
SELECT
  round(100 * avg(high_profile - low_profile) / (max(high_profile) - min(low_profile))) AS profile_span_percent,
  round(100 * avg(high_title - low_title) / (max(high_title) - min(low_title))) AS title_span_percent,
  count(*) AS file_count
FROM bounds;
