import { batchesNameWhatFailed } from "./batches-name-what-failed";
import { deadLettersRaiseAnAlarm } from "./dead-letters-raise-an-alarm";
import { deliveriesAreTriedAgain } from "./deliveries-are-tried-again";
import { queuesKeepWhatFails } from "./queues-keep-what-fails";
import { queuesOutlastTheirConsumer } from "./queues-outlast-their-consumer";
import { queuesPollLong } from "./queues-poll-long";

export const messaging = [
  batchesNameWhatFailed,
  deadLettersRaiseAnAlarm,
  deliveriesAreTriedAgain,
  queuesKeepWhatFails,
  queuesOutlastTheirConsumer,
  queuesPollLong,
];
