-- inputTableColumnInfos names the one day; a query that scans all of them has lost its condition on dt.
EXPLAIN (TYPE IO, FORMAT JSON)
SELECT region, count(*) AS event_count
FROM playback_events
WHERE dt = current_date - INTERVAL '1' DAY
GROUP BY region;
