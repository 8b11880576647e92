import { expect, it } from "@jest/globals";
import { loadTestsProblems } from "../../../../components/resilience/cluster/load-tests";
import { streamingRequests } from "../../../../components/resilience/cluster/streaming-requests";
import { SERVICES } from "../../../../components/service/service-contract";
import { full, K6, STARTER } from "./samples";

it("asks every service at its own address, and makes the whole of the traffic", () => {
  const requests = streamingRequests();
  expect(requests.map(({ endpoint, url }) => [endpoint, url])).toEqual([
    ["/api/playback", "http://playback-service.playback.svc/api/playback?id={n}"],
    ["/api/recommendations", "http://recommendation-service.recommendations.svc/api/recommendations?id={n}"],
    ["/api/catalog", "http://catalog-service.catalog.svc/api/catalog?id={n}"],
    ["/api/sessions", "http://session-service.sessions.svc/api/sessions?id={n}"],
  ]);
  expect(requests.length).toBe(Object.keys(SERVICES).length);
  expect(
    loadTestsProblems({ settings: full, images: { k6: K6, k6Starter: STARTER }, requests, quietHourUtc: 3 }),
  ).toEqual([]);
});
