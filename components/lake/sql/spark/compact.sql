-- Files outside ${min_file_bytes} to ${max_file_bytes} bytes of each closed day become files of the target size, z-ordered.
-- Firehose's own are all smaller, so a night that failed is made up for by the next. The condition stands in double quotes:
-- Spark joins 'a''b' to ab.
CALL glue_catalog.system.rewrite_data_files(
  table => '${database}.playback_events',
  strategy => 'sort',
  sort_order => 'zorder(${z_order})',
  where => "dt >= DATE '{{today-${lookback_days}}}' AND dt < DATE '{{today}}'",
  options => map(
    'target-file-size-bytes', '${target_file_bytes}',
    'min-file-size-bytes', '${min_file_bytes}',
    'max-file-size-bytes', '${max_file_bytes}',
    'min-input-files', '5',
    'partial-progress.enabled', 'true',
    'partial-progress.max-commits', '10'
  )
);
