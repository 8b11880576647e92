import { queuesKeepWhatFails } from "./queues-keep-what-fails";
import { queuesPollLong } from "./queues-poll-long";

export const messaging = [queuesKeepWhatFails, queuesPollLong];
