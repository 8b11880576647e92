-- Closed days have files of 128 to 512 MiB, apart from one remainder a day.
SELECT
  element_at(lower_bounds, ${dt_id}) AS dt,
  count(*) AS file_count,
  count_if(file_size_in_bytes < ${min_file_bytes}) AS small_file_count,
  count_if(file_size_in_bytes > ${max_file_bytes}) AS big_file_count,
  round(avg(file_size_in_bytes) / 1048576) AS average_mib,
  sum(record_count) AS row_count
FROM "playback_events$files"
GROUP BY element_at(lower_bounds, ${dt_id})
ORDER BY element_at(lower_bounds, ${dt_id}) DESC
LIMIT 60;
