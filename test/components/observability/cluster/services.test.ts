import { describe, expect, it } from "@jest/globals";
import { LATENCY_BUCKETS_SECONDS, servicesProblems } from "../../../../components/observability/cluster/services";
import { changed } from "../../../support/declared";
import { services } from "./samples";

const problems = (of: unknown) => servicesProblems("services", of).map(({ path, reason }) => `${path}: ${reason}`);
const first = (path: string, value: unknown) => [changed(services[0], path, value), ...services.slice(1)];

describe("servicesProblems()", () => {
  it.each([
    ["objective.availabilityPercent", [94, 99.999]],
    ["objective.latencyPercent", [94, 99.999]],
    ["objective.latencySeconds", [...LATENCY_BUCKETS_SECONDS]],
    ["autoscaler", [undefined]],
    ["autoscaler.memoryPercent", [10, 100, undefined]],
    ["autoscaler.signalMetric", ["composite-metric", undefined]],
  ])("accepts both ends of %s", (path, ends) => {
    for (const value of ends) expect(problems(first(path, value))).toEqual([]);
  });

  it.each([
    ["name", "Playback", 'must be the name of a Deployment, got "Playback"'],
    ["namespace", "", 'must be a namespace of Kubernetes, got ""'],
    ["objective.availabilityPercent", 93.9, "must be 94 to 99.999 percent, got 93.9"],
    ["objective.availabilityPercent", 100, "must be 94 to 99.999 percent, got 100"],
    ["objective.latencyPercent", 93, "must be 94 to 99.999 percent, got 93"],
    ["objective.latencyPercent", "95", 'must be 94 to 99.999 percent, got "95"'],
    ["objective.latencySeconds", 0.3, "must be one of 0.05, 0.1, 0.25, 0.5, 1, 2.5, got 0.3"],
    ["autoscaler.name", "HPA", 'must be the name of a HorizontalPodAutoscaler, got "HPA"'],
    ["autoscaler.memoryPercent", 9, "must be 10 to 100 percent, got 9"],
    ["autoscaler.memoryPercent", 101, "must be 10 to 100 percent, got 101"],
    ["autoscaler.signalMetric", "a b", 'must be the name of an external metric, got "a b"'],
  ])("names %s when it is %p", (path, value, reason) => {
    expect(problems(first(path, value))).toEqual([`services[0].${path}: ${reason}`]);
  });

  it("names a service that is there twice, and both of its places", () => {
    expect(problems([services[0], { ...services[1]!, name: services[0]!.name }])).toEqual([
      'services[0].name: must appear once, got "playback-service"',
      'services[1].name: must appear once, got "playback-service"',
    ]);
  });

  it.each([[undefined], [[]], [null], ["playback-service"], [[null]], [[7]]])(
    "reports %p instead of throwing",
    (value) => {
      expect(problems(value)).not.toEqual([]);
    },
  );
});
