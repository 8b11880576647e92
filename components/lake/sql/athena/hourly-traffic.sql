-- A day of viewing in UTC, for the setting hourlyTraffic (shift it to the region's own clock).
SELECT hour_utc, sum(event_count) AS event_count, round(avg(profile_count)) AS average_profile_count
FROM hourly_traffic
WHERE dt >= current_date - INTERVAL '28' DAY AND dt < current_date
GROUP BY hour_utc
ORDER BY hour_utc;
