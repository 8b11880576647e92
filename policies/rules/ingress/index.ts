import { rateLimitsAnswer429 } from "./rate-limits-answer-429";
import { rateLimitsCountEachClient } from "./rate-limits-count-each-client";
import { rateLimitsSeeThroughProxies } from "./rate-limits-see-through-proxies";
import { retriesAreBounded } from "./retries-are-bounded";
import { routesFindTheirPolicies } from "./routes-find-their-policies";
import { routesHaveAnAnswerWithoutPods } from "./routes-have-an-answer-without-pods";
import { routesNameTheirController } from "./routes-name-their-controller";
import { upstreamsKeepConnectionsInBounds } from "./upstreams-keep-connections-in-bounds";
import { upstreamsPickTheLeastBusy } from "./upstreams-pick-the-least-busy";

export const ingress = [
  rateLimitsAnswer429,
  rateLimitsCountEachClient,
  rateLimitsSeeThroughProxies,
  retriesAreBounded,
  routesFindTheirPolicies,
  routesHaveAnAnswerWithoutPods,
  routesNameTheirController,
  upstreamsKeepConnectionsInBounds,
  upstreamsPickTheLeastBusy,
];
