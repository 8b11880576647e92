import { dnsFollowsHealth } from "./dns-follows-health";
import { entrancesSurviveAZone } from "./entrances-survive-a-zone";
import { everywhereHasARegion } from "./everywhere-has-a-region";
import { failoverKnowsWhen } from "./failover-knows-when";
import { healthChecksNoticeInHalfAMinute } from "./health-checks-notice-in-half-a-minute";
import { listenersNegotiateTls13 } from "./listeners-negotiate-tls-1-3";
import { targetsLeaveWithinAMinute } from "./targets-leave-within-a-minute";

export const traffic = [
  dnsFollowsHealth,
  entrancesSurviveAZone,
  everywhereHasARegion,
  failoverKnowsWhen,
  healthChecksNoticeInHalfAMinute,
  listenersNegotiateTls13,
  targetsLeaveWithinAMinute,
];
