import { expect, it } from "@jest/globals";
import { servicesProblems } from "../../../../components/observability/cluster/services";
import {
  STREAMING_OBJECTIVE,
  streamingServices,
} from "../../../../components/observability/cluster/streaming-services";
import { autoscalerSpec } from "../../../../components/service/horizontal-scaling";

const autoscaling = { minReplicas: 10, maxReplicas: 100, cpuPercent: 70, memoryPercent: 80 };
const sized = { autoscaling };
const settings = {
  "playback-service": sized,
  "recommendation-service": sized,
  "catalog-service": { autoscaling: { ...autoscaling, memoryPercent: 75 } },
  "session-service": sized,
};

it("watches the four services, each with its autoscaler, and playback's signal", () => {
  const watched = streamingServices(settings, true);
  expect(watched.map(({ name, namespace, autoscaler }) => [name, namespace, autoscaler])).toEqual([
    [
      "playback-service",
      "playback",
      { name: "playback-service-hpa", memoryPercent: 80, signalMetric: "composite-metric" },
    ],
    ["recommendation-service", "recommendations", { name: "recommendation-service-hpa", memoryPercent: 80 }],
    ["catalog-service", "catalog", { name: "catalog-service-hpa", memoryPercent: 75 }],
    ["session-service", "sessions", { name: "session-service-hpa", memoryPercent: 80 }],
  ]);
  expect(watched.map(({ objective }) => objective)).toEqual(Array(4).fill(STREAMING_OBJECTIVE));
  expect(servicesProblems("services", watched)).toEqual([]);
});

it("names the signal as the autoscaler does, and none where nothing is foreseen", () => {
  const metrics: any[] = autoscalerSpec("playback-service", autoscaling, "any").metrics as any[];
  const external = metrics.filter(({ type }) => type === "External").map((metric) => metric.external.metric.name);
  expect(streamingServices(settings, true).flatMap(({ autoscaler }) => autoscaler?.signalMetric ?? [])).toEqual(
    external,
  );
  expect(streamingServices(settings, false).flatMap(({ autoscaler }) => autoscaler?.signalMetric ?? [])).toEqual([]);
});
