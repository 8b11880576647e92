-- Whole partitions: only metadata is written. S3 must not expire the files itself, the table would still name them.
DELETE FROM glue_catalog.${database}.playback_events WHERE dt < DATE '{{today-${keep_days}}}';
