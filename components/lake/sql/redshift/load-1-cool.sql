DELETE FROM hot.playback_events WHERE dt < DATE '{{today-${hot_days}}}';
