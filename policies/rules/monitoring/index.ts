import { alarmsSayWhatSilenceMeans } from "./alarms-say-what-silence-means";
import { logsAreKeptForAWhile } from "./logs-are-kept-for-a-while";

export const monitoring = [alarmsSayWhatSilenceMeans, logsAreKeptForAWhile];
