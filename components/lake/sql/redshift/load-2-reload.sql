-- Late events: the last days are loaded again.
DELETE FROM hot.playback_events WHERE dt >= DATE '{{today-${reload_days}}}';
