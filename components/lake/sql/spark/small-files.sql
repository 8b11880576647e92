SELECT count(*) AS value
FROM glue_catalog.${database}.playback_events.files
WHERE file_size_in_bytes < ${min_file_bytes} AND partition.dt < DATE '{{today}}';
