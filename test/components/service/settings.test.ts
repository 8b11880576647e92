import { describe, expect, it } from "@jest/globals";
import { servicesSettingsProblems } from "../../../components/service/settings";
import { changed } from "../../support/declared";
import { settings } from "./services-settings";

const problems = (value: unknown) =>
  servicesSettingsProblems("services", value).map(({ path, reason }) => `${path}: ${reason}`);
const paths = (value: unknown) => servicesSettingsProblems("services", value).map(({ path }) => path);

describe("servicesSettingsProblems()", () => {
  it("accepts the settings of production", () => {
    expect(problems(settings)).toEqual([]);
  });

  it.each([
    ["services.catalog-service.cpuMillis", 10, 16_000],
    ["services.catalog-service.tmpMiB", 1, 1_024],
    ["services.catalog-service.autoscaling.minReplicas", 1, 50],
    ["services.catalog-service.autoscaling.maxReplicas", 3, 1_000],
    ["services.catalog-service.autoscaling.cpuPercent", 10, 95],
    ["services.catalog-service.autoscaling.memoryPercent", 56, 95], // below, the working set of 256 never scales in
    ["services.catalog-service.memoryMiB", 356, 65_536], // likewise
    ["services.catalog-service.workingSetMiB", 1, 368], // 368.64 is nine tenths of 80 percent of 512
    ["watchEvents.worker.cpuMillis", 10, 16_000],
    ["watchEvents.worker.memoryMiB", 64, 65_536],
    ["watchEvents.worker.messagesPerReplica", 1, 10_000],
    ["watchEvents.worker.minReplicas", 0, 200],
    ["watchEvents.worker.maxReplicas", 1, 1_000],
    ["releaseCalendar.maxReplicas", 1, 1_000],
    ["keda.replicaCount", 1, 5],
    ["headroom.count", 1, 100],
    ["headroom.cpuMillis", 10, 16_000],
    ["headroom.memoryMiB", 16, 65_536],
  ])("takes %s from %d to %d and nothing beyond", (path, least, most) => {
    expect([least, most].map((value) => problems(changed(settings, path, value)))).toEqual([[], []]);
    for (const value of [least - 1, most + 1, least + 0.5, `${least}`, null]) {
      expect({ value, refused: paths(changed(settings, path, value)).length > 0 }).toEqual({ value, refused: true });
    }
  });

  it("says why a working set would keep every pod that was ever added", () => {
    const path = "services.playback-service.workingSetMiB";
    expect(problems(changed(settings, path, 737))).toEqual([]);
    expect(problems(changed(settings, path, 738))).toEqual([
      "services.services.playback-service.workingSetMiB: must be less than 737.28 MiB, nine tenths of memoryPercent of " +
        "memoryMiB, or the autoscaler never takes a pod away, got 738",
    ]);
    const exact = changed(changed(settings, "services.playback-service.memoryMiB", 1000), path, 720);
    expect(paths(exact)).toEqual(["services.services.playback-service.workingSetMiB"]);
  });

  it.each([
    ["services.playback-service.runtime", "java"],
    ["services.playback-service.calls", ["search-service"]],
    ["services.playback-service.env", { lower: "x" }],
    ["services.playback-service.env", { UPPER: 1 }],
    ["services.playback-service.size", 1],
    ["services.playback-service", undefined],
    ["services.search-service", settings.services["catalog-service"]],
    ["services", []],
    ["watchEvents.queue.maxReceives", 0],
    ["keda.chartVersion", "2.20"],
    ["pauseImage", "registry.k8s.io/pause:3.10.1"],
    ["sampleImage", "podinfo:latest"],
    ["prediction.usualPeakReplicas", 101],
    ["surprise", true],
  ])("refuses %s as %j", (path, value) => {
    expect(paths(changed(settings, path, value))[0]).toMatch(new RegExp(`^services.${path}`));
  });

  it("reports what is no object at all and never throws", () => {
    expect([undefined, null, 3, "x", []].map((value) => paths(value))).toEqual(Array(5).fill(["services"]));
    expect(() =>
      paths({ services: { "playback-service": null }, prediction: { releases: [null], schedules: [3] } }),
    ).not.toThrow();
  });

  it("takes a service's own environment and a sample image", () => {
    const sample = `ghcr.io/stefanprodan/podinfo:6.9.1@sha256:${"b".repeat(64)}`;
    expect(
      problems(changed(changed(settings, "sampleImage", sample), "services.catalog-service.env", { A_1: "x" })),
    ).toEqual([]);
  });
});
