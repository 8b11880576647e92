-- What runs by the clock (UTC), in the database that cron.database_name names. A failed run is in cron.job_run_details.
-- migrate: requires-extension pg_cron

CREATE EXTENSION pg_cron;
SELECT cron.schedule('partition-maintenance', '5 * * * *', 'CALL streaming.maintain_partitions()');
SELECT cron.schedule('daily-user-metrics', '15 3 * * *', 'SELECT streaming.refresh_daily_user_metrics()');
SELECT cron.schedule('daily-user-metrics-rollup', '*/10 * * * *', 'CALL streaming.roll_up_dirty_days()');
-- autovacuum never analyses a partitioned parent; without it the planner guesses across months
SELECT cron.schedule('analyze-parents', '40 1 * * *', 'ANALYZE streaming.fact_watch_events, streaming.api_request_logs');
SELECT cron.schedule('cron-history', '30 3 * * *', 'DELETE FROM cron.job_run_details WHERE end_time < now() - interval ''7 days''');
