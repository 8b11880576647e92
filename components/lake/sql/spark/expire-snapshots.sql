CALL glue_catalog.system.expire_snapshots(
  table => '${database}.${table}',
  older_than => TIMESTAMP '{{today-${snapshot_days}}} 00:00:00',
  retain_last => 3,
  stream_results => true
);
