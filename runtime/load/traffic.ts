import { check } from "k6";
import http from "k6/http";
import { Rate } from "k6/metrics";
import type { LoadPlan, LoadRequest } from "./plan";

// k6 runs this file as it is (1.0 and newer read TypeScript). What it sends, how fast and for how long stands in the file beside it.
const plan = JSON.parse(open("./plan.json")) as LoadPlan;

export const options = plan.options;

/** Refused by the rate limit, which is an answer: one load generator is one client to it. */
const refused = new Rate("rate_limited");
http.setResponseCallback(http.expectedStatuses({ min: 200, max: 399 }, 429));

export default function request(): void {
  const { endpoint, url, distinct } = chosen(plan.requests, Math.random() * 100);
  const address = url.replace("{n}", String(Math.floor(Math.random() * distinct)));
  const response = http.get(address, { tags: { endpoint, name: endpoint }, timeout: "10s" });
  refused.add(response.status === 429);
  check(response, { "answered or refused": ({ status }) => (status >= 200 && status < 400) || status === 429 });
}

/** The request at this percent of the traffic; the last one takes what rounding leaves. */
export function chosen(requests: readonly LoadRequest[], percent: number): LoadRequest {
  let upTo = 0;
  for (const each of requests) {
    upTo += each.sharePercent;
    if (percent < upTo) return each;
  }
  return requests[requests.length - 1] as LoadRequest;
}
