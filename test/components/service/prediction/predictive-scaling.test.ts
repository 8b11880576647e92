import { describe, expect, it } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { forecastRuleGroups } from "../../../../components/service/prediction/forecast-rules";
import { Keda, kedaSettingsProblems, kedaValues } from "../../../../components/service/prediction/keda";
import {
  PredictiveScaling,
  type PredictiveScalingArgs,
} from "../../../../components/service/prediction/predictive-scaling";
import { declared } from "../../../support/declared";
import { PAUSE, settings } from "../services-settings";

class Stub extends pulumi.ComponentResource {
  constructor(name: string, opts: pulumi.ComponentResourceOptions) {
    super("test:Stub", name, {}, opts);
  }
}

const args: Omit<PredictiveScalingArgs, "keda" | "monitoringCrds"> = {
  region: "eu-west-1",
  timezone: "Europe/Dublin",
  settings: settings.prediction!,
  autoscaling: settings.services["playback-service"].autoscaling,
  pauseImage: PAUSE,
  runbookBaseUrl: "https://p95.example/docs/runbooks",
  windowsQueueUrl: "https://sqs.test/windows",
};

describe("PredictiveScaling", () => {
  const make = () =>
    declared((opts) => {
      new PredictiveScaling(
        "ahead",
        { ...args, keda: [new Stub("keda", opts)], monitoringCrds: [new Stub("crds", opts)] },
        opts,
      );
    });

  it("serves the formula by a ScaledObject over a pod that does nothing", async () => {
    const made = await make();
    const { triggers, ...spec } = made.one("ahead-signal").spec;
    expect(made.one("ahead-signal").metadata).toEqual({ name: "playback-predictive", namespace: "playback" });
    expect(spec).toEqual({
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "playback-capacity-signal" },
      pollingInterval: 30,
      cooldownPeriod: 300,
      minReplicaCount: 0,
      maxReplicaCount: 1,
      advanced: {
        scalingModifiers: {
          formula: "min(max(0, max(0, release ?? 30, (windows ?? 1.5) * 20) * 1.1), 100)",
          target: "1",
          activationTarget: "10",
          metricType: "AverageValue",
        },
      },
      fallback: { failureThreshold: 3, replicas: 30, behavior: "scalingModifiers" },
    });
    expect(triggers.map(({ name }: { name: string }) => name)).toEqual(["release", "windows"]);
    const values = triggers.flatMap(({ metadata }: { metadata: object }) => Object.values(metadata));
    expect(new Set(values.map((value: unknown) => typeof value))).toEqual(new Set(["string"]));
    expect(made.one("ahead-carrier").metadata.name).toBe("playback-capacity-signal");
    expect(made.one("ahead-carrier").spec.template.spec.containers[0].image).toBe(PAUSE);
  });

  it("declares the rules that its triggers ask for", async () => {
    const made = await make();
    const groups = made.one("ahead-rules").spec.groups;
    expect(groups).toEqual(
      forecastRuleGroups({
        region: "eu-west-1",
        requestsPerSecondPerPod: 120,
        maxReplicas: 100,
        releases: args.settings.releases,
        runbookBaseUrl: args.runbookBaseUrl,
      }),
    );
    const recorded = groups.flatMap(({ rules }: any) => rules.flatMap(({ record }: any) => record ?? []));
    const asked = made.one("ahead-signal").spec.triggers.flatMap(({ metadata }: any) => metadata.query ?? []);
    expect(recorded).toEqual(expect.arrayContaining(asked));
    expect(made.waitsFor("ahead-rules")).toEqual(["crds"]);
  });

  it("refuses windows without their queue, and the queue without windows", () => {
    const wrong = (of: object) => () => new PredictiveScaling("ahead", { ...args, ...of } as any);
    const { releaseWindows: _, ...without } = args.settings;
    expect(wrong({ windowsQueueUrl: undefined })).toThrow("windowsQueueUrl: must go with settings.releaseWindows");
    expect(wrong({ settings: without })).toThrow("windowsQueueUrl: must go with settings.releaseWindows");
    expect(wrong({ settings: without, windowsQueueUrl: undefined, pauseImage: "pause" })).toThrow(
      'Cannot declare PredictiveScaling "ahead"\n  pauseImage: must be pinned by digest',
    );
  });
});

describe("forecastRuleGroups()", () => {
  const releases = [
    { id: "everywhere", at: "2026-12-18T08:00:00Z", multiplier: 2.5 },
    { id: "asia", at: "2026-12-19T08:00:00Z", multiplier: 2, regions: ["ap-southeast-1"] },
  ];
  const calendarOf = (region: string) =>
    forecastRuleGroups({
      region,
      requestsPerSecondPerPod: 120,
      maxReplicas: 100,
      releases,
      runbookBaseUrl: args.runbookBaseUrl,
    })
      .flatMap(({ rules }) => rules)
      .flatMap((rule) => ("record" in rule && rule.labels ? [rule.labels.release] : []));

  it("hold the releases of their own region only", () => {
    expect(calendarOf("eu-west-1")).toEqual(["everywhere"]);
    expect(calendarOf("ap-southeast-1")).toEqual(["everywhere", "asia"]);
  });
});

describe("Keda", () => {
  const { keda } = settings;

  it("is one release of the pinned chart, that may read the depth of its queues", async () => {
    const made = await declared((opts) => {
      const monitoringCrds = [new Stub("crds", opts)];
      new Keda(
        "keda",
        {
          region: "eu-west-1",
          clusterName: "k8s",
          clusterArn: "arn:k8s",
          settings: keda,
          queueArns: ["arn:q"],
          monitoringCrds,
        },
        opts,
      );
    });
    expect(made.one("keda-release")).toEqual({
      name: "keda",
      chart: "keda",
      version: "2.20.2",
      repositoryOpts: { repo: "https://kedacore.github.io/charts" },
      namespace: "keda",
      values: kedaValues("eu-west-1", keda),
      timeout: 600,
      compat: "true",
    });
    expect(JSON.parse(made.one("keda-pods-policy").policy).Statement).toEqual([
      { Effect: "Allow", Action: ["sqs:GetQueueAttributes"], Resource: ["arn:q"] },
    ]);
    expect(made.one("keda-pods-association")).toMatchObject({ namespace: "keda", serviceAccount: "keda-operator" });
    expect(made.one("keda-authentication")).toMatchObject({
      kind: "ClusterTriggerAuthentication",
      metadata: { name: "keda-aws" },
      spec: { podIdentity: { provider: "aws" } },
    });
  });

  it("has two of each of its three parts, none of which is lost with a zone or a drained node", () => {
    const values = kedaValues("eu-west-1", keda);
    expect([values.operator, values.metricsServer, values.webhooks]).toEqual(Array(3).fill({ replicaCount: 2 }));
    expect(values.podDisruptionBudget).toEqual({
      operator: { maxUnavailable: 1 },
      metricServer: { maxUnavailable: 1 },
      webhooks: { maxUnavailable: 1 },
    });
    expect(values.priorityClassName).toBe("streaming-critical");
    expect(values.topologySpreadConstraints.metricsServer[0]!.labelSelector.matchLabels.app).toBe(
      "keda-operator-metrics-apiserver",
    );
  });

  it("names what is wrong with its settings", () => {
    expect(kedaSettingsProblems("keda", { chartVersion: "latest", replicaCount: 6 })).toEqual([
      { path: "keda.chartVersion", reason: 'must be "major.minor.patch" such as "2.20.2", got "latest"' },
      { path: "keda.replicaCount", reason: "must be 1 to 5 pods, got 6" },
    ]);
  });
});
