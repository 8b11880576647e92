import { alarmsReachSomebody } from "./alarms-reach-somebody";
import { alarmsSayWhatSilenceMeans } from "./alarms-say-what-silence-means";
import { latencyAlarmsWatchTheTail } from "./latency-alarms-watch-the-tail";
import { logsAreKeptForAWhile } from "./logs-are-kept-for-a-while";
import { metricsReachBackAYear } from "./metrics-reach-back-a-year";

export const monitoring = [
  alarmsReachSomebody,
  alarmsSayWhatSilenceMeans,
  latencyAlarmsWatchTheTail,
  logsAreKeptForAWhile,
  metricsReachBackAYear,
];
