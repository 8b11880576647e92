-- Which tables are partitioned and for how long their partitions live, and the maintenance that makes it so.
-- One entry, `CALL streaming.maintain_partitions()`, whoever does the work: pg_partman where a table was handed to it
-- (0007), otherwise the functions below, which need no extension.
SET LOCAL ROLE streaming_owner;

CREATE TABLE streaming.partition_plan (
  parent      text     PRIMARY KEY CHECK (parent ~ '^streaming\.[a-z_]+$'),
  step        text     NOT NULL CHECK (step IN ('day', 'month')),
  ahead_count smallint NOT NULL CHECK (ahead_count BETWEEN 1 AND 60),
  back_count  smallint NOT NULL CHECK (back_count >= 0),
  retention   interval NOT NULL CHECK (retention >= interval '1 day'),
  archived    boolean  NOT NULL,
  managed_by  text     NOT NULL DEFAULT 'streaming' CHECK (managed_by IN ('streaming', 'pg_partman'))
);
COMMENT ON TABLE streaming.partition_plan IS 'Partitioned tables: the only place where their step and retention are written.';
COMMENT ON COLUMN streaming.partition_plan.ahead_count IS 'Partitions kept ready after the current one.';
COMMENT ON COLUMN streaming.partition_plan.back_count IS 'Partitions before the current one that the first run creates.';
COMMENT ON COLUMN streaming.partition_plan.retention IS 'Age of its upper bound at which a partition is taken off.';
COMMENT ON COLUMN streaming.partition_plan.archived IS 'true: detached into streaming_archive; false: dropped.';

CREATE FUNCTION streaming.partitions_of(parent text)
RETURNS TABLE (partition text, from_ts timestamptz, to_ts timestamptz, is_default boolean)
LANGUAGE sql STABLE STRICT
SET search_path TO pg_catalog SET timezone TO 'UTC' -- the bounds of a date column read as midnight of the session's zone
BEGIN ATOMIC
  SELECT format('%I.%I', n.nspname, c.relname),
         (regexp_match(bound, 'FROM \(''([^'']+)''\)'))[1]::timestamptz,
         (regexp_match(bound, 'TO \(''([^'']+)''\)'))[1]::timestamptz,
         bound = 'DEFAULT'
  FROM pg_inherits i
  JOIN pg_class c ON c.oid = i.inhrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace
  CROSS JOIN LATERAL pg_get_expr(c.relpartbound, c.oid) AS bound
  WHERE i.inhparent = to_regclass(parent)
  ORDER BY bound = 'DEFAULT', 2;
END;
COMMENT ON FUNCTION streaming.partitions_of(text) IS 'Partitions in order of time, the default partition last.';

CREATE FUNCTION streaming.tune_partitions_of(parent text) RETURNS integer
LANGUAGE plpgsql
SET search_path TO pg_catalog AS $$
DECLARE
  child text;
  tuned integer := 0;
BEGIN
  FOR child IN
    SELECT t.relid::regclass::text
    FROM pg_partition_tree(to_regclass(parent)) t JOIN pg_class c ON c.oid = t.relid
    WHERE t.isleaf AND c.reloptions IS NULL
  LOOP
    -- a parent cannot hold these; vacuum after inserts keeps the visibility map fresh, without which no scan is index-only
    EXECUTE format('ALTER TABLE %s SET (autovacuum_vacuum_insert_scale_factor = 0.02,
      autovacuum_vacuum_insert_threshold = 10000, autovacuum_analyze_scale_factor = 0.02)', child);
    tuned := tuned + 1;
  END LOOP;
  RETURN tuned;
END
$$;
COMMENT ON FUNCTION streaming.tune_partitions_of(text) IS 'Gives new partitions their autovacuum settings; returns how many.';

CREATE FUNCTION streaming.create_partition(parent text, from_ts timestamptz, to_ts timestamptz) RETURNS text
LANGUAGE plpgsql
SET search_path TO pg_catalog SET timezone TO 'UTC' AS $$
DECLARE
  relation text := split_part(parent, '.', 2);
  child    text := format('streaming.%I', relation || to_char(from_ts, '"_p"YYYYMMDD')); -- the name that pg_partman 5 gives
  spare    text := (SELECT p.partition FROM streaming.partitions_of(parent) p WHERE p.is_default);
  key      record;
  moved    bigint := 0;
BEGIN
  SELECT quote_ident(a.attname) AS name, a.atttypid::regtype AS type INTO STRICT key
  FROM pg_partitioned_table p
  JOIN pg_attribute a ON a.attrelid = p.partrelid AND a.attnum = p.partattrs[0]
  WHERE p.partrelid = to_regclass(parent);

  -- created apart and attached: readers and writers of the parent go on, which PARTITION OF would stop
  EXECUTE format('CREATE TABLE %s (LIKE %s INCLUDING ALL)', child, parent);
  IF spare IS NOT NULL THEN
    -- rows that came before their partition would make ATTACH fail
    EXECUTE format('WITH early AS (DELETE FROM ONLY %s WHERE %s >= %L::%s AND %2$s < %5$L::%4$s RETURNING *)
      INSERT INTO %6$s SELECT * FROM early', spare, key.name, from_ts, key.type, to_ts, child);
    GET DIAGNOSTICS moved = ROW_COUNT;
  END IF;
  EXECUTE format('ALTER TABLE %s ATTACH PARTITION %s FOR VALUES FROM (%L) TO (%L)', parent, child,
    CASE WHEN key.type = 'date'::regtype THEN from_ts::date::text ELSE from_ts::text END,
    CASE WHEN key.type = 'date'::regtype THEN to_ts::date::text ELSE to_ts::text END);
  IF moved > 0 THEN
    RAISE NOTICE '% rows moved from % to %', moved, spare, child;
  END IF;
  RETURN child;
END
$$;
COMMENT ON FUNCTION streaming.create_partition(text, timestamptz, timestamptz) IS
  'Creates the partition [from_ts, to_ts) and moves its rows out of the default partition.';

CREATE FUNCTION streaming.maintain_partitions_of(table_name text, at timestamptz DEFAULT now())
RETURNS TABLE (action text, partition text)
LANGUAGE plpgsql SECURITY DEFINER -- so that the scheduler's user needs no more than to call it, and partitions get the right owner
SET search_path TO pg_catalog SET timezone TO 'UTC' SET lock_timeout TO '5s' AS $$
DECLARE
  plan    streaming.partition_plan;
  step    interval;
  lower   timestamptz;
  highest timestamptz;
  old     text;
BEGIN
  SELECT * INTO STRICT plan FROM streaming.partition_plan p WHERE p.parent = table_name;
  IF plan.managed_by = 'pg_partman' THEN
    EXECUTE format('SELECT partman.run_maintenance(%L)', plan.parent);
    PERFORM streaming.tune_partitions_of(plan.parent);
    RETURN;
  END IF;

  IF NOT EXISTS (SELECT FROM streaming.partitions_of(plan.parent) p WHERE p.is_default) THEN
    partition := plan.parent || '_default';
    EXECUTE format('CREATE TABLE %s PARTITION OF %s DEFAULT', partition, plan.parent);
    action := 'created';
    RETURN NEXT;
  END IF;

  step := ('1 ' || plan.step)::interval;
  highest := date_trunc(plan.step, at) + plan.ahead_count * step;
  lower := date_trunc(plan.step, at) - plan.back_count * step;
  WHILE lower <= highest LOOP
    IF lower + step > at - plan.retention AND NOT EXISTS (
      SELECT FROM streaming.partitions_of(plan.parent) p WHERE p.from_ts < lower + step AND p.to_ts > lower
    ) THEN
      action := 'created';
      partition := streaming.create_partition(plan.parent, lower, lower + step);
      RETURN NEXT;
    END IF;
    lower := lower + step;
  END LOOP;

  FOR old IN SELECT p.partition FROM streaming.partitions_of(plan.parent) p WHERE p.to_ts <= at - plan.retention LOOP
    EXECUTE format('ALTER TABLE %s DETACH PARTITION %s', plan.parent, old);
    IF plan.archived THEN
      EXECUTE format('ALTER TABLE %s SET SCHEMA streaming_archive', old);
    ELSE
      EXECUTE format('DROP TABLE %s', old);
    END IF;
    action := CASE WHEN plan.archived THEN 'archived' ELSE 'dropped' END;
    partition := old;
    RETURN NEXT;
  END LOOP;
  PERFORM streaming.tune_partitions_of(plan.parent);
END
$$;
COMMENT ON FUNCTION streaming.maintain_partitions_of(text, timestamptz) IS
  'Creates the partitions that the plan wants at that time, and a default one that must stay empty; takes off those past
retention. Returns what it did.';

CREATE PROCEDURE streaming.maintain_partitions()
LANGUAGE plpgsql AS $$
DECLARE
  planned text;
  done    record;
  path    text := current_setting('search_path');
BEGIN
  FOR planned IN SELECT parent FROM streaming.partition_plan ORDER BY parent LOOP
    FOR done IN SELECT * FROM streaming.maintain_partitions_of(planned) LOOP
      RAISE NOTICE '% %', done.action, done.partition;
    END LOOP;
    PERFORM set_config('search_path', path, false); -- pg_partman sets it for the session, past the end of the function
    COMMIT; -- no table waits for the next one's locks
  END LOOP;
END
$$;
COMMENT ON PROCEDURE streaming.maintain_partitions() IS 'Hourly, by pg_cron: keeps every planned table at its plan.';

CREATE FUNCTION streaming.default_partition_rows()
RETURNS TABLE (parent text, default_partition text, row_count bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER -- the alarm's user may not read the rows that it counts
SET search_path TO pg_catalog AS $$
BEGIN
  FOR parent, default_partition IN
    SELECT plan.parent, p.partition
    FROM streaming.partition_plan plan CROSS JOIN LATERAL streaming.partitions_of(plan.parent) p
    WHERE p.is_default ORDER BY plan.parent
  LOOP
    EXECUTE format('SELECT count(*) FROM (SELECT FROM ONLY %s LIMIT 100000) AS counted', default_partition) INTO row_count;
    RETURN NEXT;
  END LOOP;
END
$$;
COMMENT ON FUNCTION streaming.default_partition_rows() IS
  'For the alarm: rows outside every partition, counted up to 100,000 per table. Anything but 0 means maintenance is late.';

CREATE VIEW streaming.partition_health AS
SELECT plan.parent,
       plan.managed_by,
       spare.row_count AS default_rows,
       (SELECT max(p.to_ts) FROM streaming.partitions_of(plan.parent) p) AS ready_until
FROM streaming.partition_plan plan
JOIN streaming.default_partition_rows() spare USING (parent);
COMMENT ON VIEW streaming.partition_health IS 'Per partitioned table: rows in the default partition (must be 0), end of the last partition.';

GRANT SELECT ON streaming.partition_plan, streaming.partition_health TO streaming_dashboard;
GRANT EXECUTE ON FUNCTION streaming.partitions_of(text), streaming.default_partition_rows() TO streaming_dashboard;
