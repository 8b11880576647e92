-- Files that no snapshot names, left by writers that failed. Younger ones may belong to a commit that is still to come.
CALL glue_catalog.system.remove_orphan_files(
  table => '${database}.${table}',
  older_than => TIMESTAMP '{{today-${orphan_days}}} 00:00:00'
);
