-- The schemas, who may do what in them, and the settings that every session of this database starts with.
-- The roles cannot log in: login users (or IAM users) are made members of one of them.

DO $$
DECLARE
  role_name text;
BEGIN
  FOREACH role_name IN ARRAY ARRAY['streaming_owner', 'streaming_app', 'streaming_ingest', 'streaming_dashboard'] LOOP
    BEGIN
      EXECUTE format('CREATE ROLE %I NOLOGIN', role_name);
    EXCEPTION WHEN duplicate_object THEN
      NULL; -- roles belong to the server, not to the database: another database may have made it
    END;
  END LOOP;
  -- from PostgreSQL 16 on, the creator of a role may administer it but not act as it
  IF NOT pg_has_role(current_user, 'streaming_owner', 'USAGE') THEN
    EXECUTE format('GRANT streaming_owner TO %I', current_user);
  END IF;
  -- month and day bounds, date_trunc and bare literals follow TimeZone: measured, a January query reads two partitions in Tokyo
  EXECUTE format('ALTER DATABASE %I SET timezone TO ''UTC''', current_database());
  EXECUTE format('ALTER DATABASE %I SET search_path TO streaming, public', current_database());
  -- the storage has no arm to move: at the default of 4 the planner reads the table where an index alone would do
  EXECUTE format('ALTER DATABASE %I SET random_page_cost TO 1.1', current_database());
  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
  EXECUTE format(
    'GRANT CONNECT ON DATABASE %I TO streaming_owner, streaming_app, streaming_ingest, streaming_dashboard',
    current_database());
  -- REFRESH ... CONCURRENTLY keeps the differences in a temporary table
  EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO streaming_owner', current_database());
END
$$;

COMMENT ON ROLE streaming_owner IS 'Owns every object; migrations and maintenance act as it. Nothing that serves viewers does.';
COMMENT ON ROLE streaming_app IS 'Services: read and write sessions, write request logs, read everything else they need.';
COMMENT ON ROLE streaming_ingest IS 'Event consumers: append watch events and request logs, read nothing.';
COMMENT ON ROLE streaming_dashboard IS 'Dashboards and alarms: read-only, and no profile identifiers.';

CREATE SCHEMA streaming AUTHORIZATION streaming_owner;
COMMENT ON SCHEMA streaming IS 'What the platform reads and writes.';
CREATE SCHEMA streaming_archive AUTHORIZATION streaming_owner;
COMMENT ON SCHEMA streaming_archive IS 'Partitions past their retention, detached, waiting for the export to the lake.';

GRANT USAGE ON SCHEMA streaming TO streaming_app, streaming_ingest, streaming_dashboard;

-- functions are executable by everybody unless this is said once, for the owner, in all schemas
ALTER DEFAULT PRIVILEGES FOR ROLE streaming_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
