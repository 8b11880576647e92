import { describe, expect, it } from "@jest/globals";
import { type IngressSettings, ingressSettingsProblems } from "../../../components/ingress/settings";
import { changed } from "../../support/declared";
import { settings } from "./ingress-fixtures";

const problems = (of: unknown) =>
  ingressSettingsProblems("ingress", of).map(({ path, reason }) => `${path}: ${reason}`);
const DIGEST = `sha256:${"0123456789abcdef".repeat(4)}`;

describe("ingressSettingsProblems()", () => {
  it.each<[keyof IngressSettings, unknown[]]>([
    ["chartVersion", ["0.0.1", "2.6.4"]],
    ["image", [undefined, `ghcr.io/nginx/nginx-ingress@${DIGEST}`]],
    ["minReplicas", [2, 30]],
    ["maxReplicas", [3, 100]],
    ["cpuPercent", [10, 95]],
    ["memoryPercent", [10, 95]],
    ["cpuMillicores", [100, 16_000]],
    ["memoryMiB", [256, 65_536]],
    ["clientAddress", ["preserve", "x-forwarded-for", "proxy-protocol"]],
  ])("accepts both ends of %s", (path, ends) => {
    for (const value of ends) expect(problems(changed(settings, path, value))).toEqual([]);
  });

  it.each<[keyof IngressSettings, unknown, string]>([
    ["chartVersion", "^2.6.4", 'must be an exact version such as 2.6.4, got "^2.6.4"'],
    ["image", "nginx:latest", 'must be repository@sha256:<64 digits>, got "nginx:latest"'],
    ["minReplicas", 1, "must be 2 to 100 pods, got 1"],
    ["maxReplicas", 101, "must be 2 to 100 pods, got 101"],
    ["maxReplicas", 2, "must be minReplicas (3) or more, got 2"],
    ["cpuPercent", 9, "must be 10 to 95 percent, got 9"],
    ["cpuPercent", 96, "must be 10 to 95 percent, got 96"],
    ["memoryPercent", 9, "must be 10 to 95 percent, got 9"],
    ["memoryPercent", 96, "must be 10 to 95 percent, got 96"],
    ["cpuMillicores", 99, "must be 100 to 16000 thousandths of a CPU, got 99"],
    ["cpuMillicores", 16_001, "must be 100 to 16000 thousandths of a CPU, got 16001"],
    ["memoryMiB", 255, "must be 256 to 65536 MiB, got 255"],
    ["memoryMiB", 65_537, "must be 256 to 65536 MiB, got 65537"],
    ["clientAddress", "forwarded", 'must be one of "preserve", "x-forwarded-for", "proxy-protocol", got "forwarded"'],
  ])("names %s when it is %p", (path, value, reason) => {
    expect(problems(changed(settings, path, value))).toEqual([`ingress.${path}: ${reason}`]);
  });

  it.each([undefined, null, 7, "nginx", []])("reports %p instead of throwing", (value) => {
    expect(problems(value)).toHaveLength(1);
  });

  it("names a field that is none", () => {
    expect(problems(changed(settings, "replicas" as any, 3))).toEqual([
      "ingress.replicas: must be one of the fields chartVersion, image, minReplicas, maxReplicas, cpuPercent, " +
        "memoryPercent, cpuMillicores, memoryMiB, clientAddress",
    ]);
  });
});
