import { dnsFollowsHealth } from "./dns-follows-health";
import { healthChecksNoticeInHalfAMinute } from "./health-checks-notice-in-half-a-minute";
import { listenersNegotiateTls13 } from "./listeners-negotiate-tls-1-3";

export const traffic = [dnsFollowsHealth, healthChecksNoticeInHalfAMinute, listenersNegotiateTls13];
