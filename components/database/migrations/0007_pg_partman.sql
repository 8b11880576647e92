-- Hands the partition plan to pg_partman where it exists (Aurora has 5.x, Debian 12 has 4.7). From then on
-- streaming.maintain_partitions() calls it. Its background worker is not used: Aurora does not allow it.
-- migrate: requires-extension pg_partman

CREATE SCHEMA partman;
COMMENT ON SCHEMA partman IS 'pg_partman: functions and configuration.';
CREATE EXTENSION pg_partman SCHEMA partman;
-- maintenance runs as the owner of the tables, see https://github.com/pgpartman/pg_partman#installation
GRANT USAGE, CREATE ON SCHEMA partman TO streaming_owner;
GRANT ALL ON ALL TABLES IN SCHEMA partman TO streaming_owner;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA partman TO streaming_owner;
GRANT EXECUTE ON ALL PROCEDURES IN SCHEMA partman TO streaming_owner;

SET LOCAL ROLE streaming_owner;
DO $$
DECLARE
  major   integer := split_part((SELECT extversion FROM pg_extension WHERE extname = 'pg_partman'), '.', 1);
  planned record;
BEGIN
  FOR planned IN
    SELECT p.*, a.attname AS key, date_trunc(p.step, now()) - p.back_count * ('1 ' || p.step)::interval AS first_ts
    FROM streaming.partition_plan p
    JOIN pg_partitioned_table t ON t.partrelid = p.parent::regclass
    JOIN pg_attribute a ON a.attrelid = t.partrelid AND a.attnum = t.partattrs[0]
  LOOP
    -- 4 calls native partitions a type of its own and always makes a default partition
    EXECUTE format('SELECT partman.create_parent(p_parent_table := %L, p_control := %L, p_interval := %L, p_premake := %s,
        p_start_partition := %L, %s)',
      planned.parent, planned.key, '1 ' || planned.step, planned.ahead_count, planned.first_ts::text,
      CASE WHEN major < 5 THEN 'p_type := ''native'''
           ELSE format('p_default_table := %L', NOT EXISTS (
             SELECT FROM streaming.partitions_of(planned.parent) WHERE is_default)) END);
    UPDATE partman.part_config
    SET retention = planned.retention::text,
        retention_schema = CASE WHEN planned.archived THEN 'streaming_archive' END,
        retention_keep_table = planned.archived,
        infinite_time_partitions = true -- go on although no event came yet
    WHERE parent_table = planned.parent;
    UPDATE streaming.partition_plan SET managed_by = 'pg_partman' WHERE parent = planned.parent;
  END LOOP;
END
$$;
