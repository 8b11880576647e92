import { beforeAll, describe, expect, it } from "@jest/globals";
import { chooseWorkload } from "../../../review/replay/choose-workload";
import { type DeclaredState, declaredWorkloads, type Workload } from "../../../review/replay/declared";
import { DEFAULT_SCALE_DOWN, DEFAULT_SCALE_UP } from "../../../review/replay/hpa";
import { Observed } from "../../../review/replay/observed";
import type { Demand } from "../../../review/replay/simulate";
import { settings } from "../../components/service/services-settings";
import { servicesStates } from "./services-states";

let states: DeclaredState[];
let playback: Workload;

beforeAll(async () => {
  states = await servicesStates();
  playback = declaredWorkloads(states).find(({ name }) => name === "playback-service")!;
});

describe("declaredWorkloads()", () => {
  it("finds every service that load scales, and no consumer of a queue", () => {
    expect(declaredWorkloads(states).map(({ region, namespace, name }) => [region, namespace, name])).toEqual([
      ["eu-west-1", "catalog", "catalog-service"],
      ["eu-west-1", "playback", "playback-service"],
      ["eu-west-1", "recommendations", "recommendation-service"],
      ["eu-west-1", "sessions", "session-service"],
    ]);
  });

  it("reads the autoscaler as it is declared, behaviour and all", () => {
    const { hpa, cpuTarget, memoryTarget, cpuMillis, memoryMiB, requestsPerPod } = playback;
    expect({ hpa, cpuTarget, memoryTarget, cpuMillis, memoryMiB, requestsPerPod }).toEqual({
      hpa: {
        minReplicas: 10,
        maxReplicas: 100,
        scaleUp: {
          stabilizationWindowSeconds: 0,
          selectPolicy: "Max",
          policies: [
            { type: "Percent", value: 100, periodSeconds: 15 },
            { type: "Pods", value: 10, periodSeconds: 15 },
          ],
          tolerance: 0.1,
        },
        scaleDown: {
          stabilizationWindowSeconds: 600,
          selectPolicy: "Min",
          policies: [
            { type: "Percent", value: 10, periodSeconds: 60 },
            { type: "Pods", value: 5, periodSeconds: 60 },
          ],
          tolerance: 0.1,
        },
      },
      cpuTarget: 0.7,
      memoryTarget: 0.8,
      cpuMillis: 500,
      memoryMiB: 1024,
      requestsPerPod: 120,
    });
  });

  it("takes what the API server fills in where no behaviour is declared", () => {
    const [{ hpa }] = declaredWorkloads([
      object("kubernetes:autoscaling/v2:HorizontalPodAutoscaler", "a-hpa", {
        metadata: { name: "a-hpa", namespace: "a" },
        spec: { scaleTargetRef: { name: "a" }, maxReplicas: 7, behavior: { scaleUp: { tolerance: "0.05" } } },
      }),
    ]) as [Workload];
    expect(hpa).toEqual({
      minReplicas: 1,
      maxReplicas: 7,
      scaleUp: { ...DEFAULT_SCALE_UP, tolerance: 0.05 },
      scaleDown: DEFAULT_SCALE_DOWN,
    });
  });

  it("reads KEDA's own autoscaler where a ScaledObject has a trigger for CPU", () => {
    const scaled = object("kubernetes:keda.sh/v1alpha1:ScaledObject", "eu-west-1-b", {
      metadata: { name: "b", namespace: "b" },
      spec: {
        scaleTargetRef: { name: "b" },
        minReplicaCount: 3,
        maxReplicaCount: 30,
        advanced: { horizontalPodAutoscalerConfig: { behavior: { scaleDown: { selectPolicy: "Disabled" } } } },
        triggers: [
          { type: "cpu", metricType: "Utilization", metadata: { value: "65" } },
          { type: "memory", metricType: "Utilization", metadata: { value: "75" } },
          {
            type: "cron",
            metadata: { timezone: "UTC", start: "0 18 * * *", end: "0 22 * * *", desiredReplicas: "12" },
          },
          { type: "kafka", name: "lag", metadata: {} },
        ],
      },
    });
    const deployment = object("kubernetes:apps/v1:Deployment", "eu-west-1-b-deployment", {
      metadata: { name: "b", namespace: "b" },
      spec: {
        template: {
          spec: {
            containers: [
              { resources: { requests: { cpu: "1500m", memory: "1Gi" } } },
              { resources: { requests: { cpu: 1, memory: "512Mi" } } },
            ],
          },
        },
      },
    });
    const [{ signals, nodes, ...read }] = declaredWorkloads([scaled, deployment]) as [Workload];
    expect(read).toEqual({
      name: "b",
      namespace: "b",
      region: "eu-west-1",
      hpa: {
        minReplicas: 3,
        maxReplicas: 30,
        scaleUp: DEFAULT_SCALE_UP,
        scaleDown: { ...DEFAULT_SCALE_DOWN, selectPolicy: "Disabled" },
      },
      cpuTarget: 0.65,
      memoryTarget: 0.75,
      cpuMillis: 2500,
      memoryMiB: 1536,
      requestsPerPod: undefined,
      notes: ["trigger lag counts as 0: p95 does not know kafka"],
    });
    expect(nodes).toEqual({
      instanceType: "m7g.2xlarge",
      podsPerNode: 3,
      spareNodes: 0,
      autoMode: false,
      syncSeconds: 15,
    });
    const [cron] = signals.map((signal) => signal.make(recorded(flat(1)), []));
    expect([17.9, 18, 21.9, 22].map((hour) => cron!(hour * 3600))).toEqual([0, 12, 12, 0]);
  });

  it("reads nodes, spare places and the autoscaler's period of the region", () => {
    const beside = [
      object("aws:eks/nodeGroup:NodeGroup", "g", { region: "eu-west-1", instanceTypes: ["m7g.4xlarge"] }),
      object("aws:eks/nodeGroup:NodeGroup", "other", { region: "us-east-1", instanceTypes: ["m7g.large"] }),
      object("aws:eks/cluster:Cluster", "c", {
        region: "eu-west-1",
        computeConfig: { enabled: true },
        kubeControllerManagerConfig: {
          horizontalPodAutoscalerControllerConfig: { horizontalPodAutoscalerSyncPeriod: "10s" },
        },
      }),
    ];
    const found = declaredWorkloads([...states, ...beside]).find(({ name }) => name === "playback-service")!;
    // 15.49 CPUs are left of 16: 30 pods of half a CPU; seven placeholders of one CPU take 7 places of 15
    expect(found.nodes).toEqual({
      ...{ instanceType: "m7g.4xlarge", podsPerNode: 31, autoMode: true, syncSeconds: 10 },
      spareNodes: 7 / 15,
    });
  });

  it("hears of a declared release, by the declared formula", () => {
    const release = Date.parse("2026-12-18T08:00:00Z") / 1000;
    const demand = flat(14, release - 86_400, 2 * 1440);
    const [signal] = playback.signals.map((each) => each.make(recorded(demand), []));
    // 14 pods' CPU are 20 pods at 70 percent; times 2.5, raised by a tenth
    expect([-601, -600, 0, 899, 900].map((seconds) => Math.round(signal!(release + seconds)! * 1e6) / 1e6)).toEqual([
      0, 55, 55, 55, 0,
    ]);
    expect(playback.signals.map(({ hearsReleases }) => hearsReleases)).toEqual([true]);
    expect(playback.notes).toEqual(["trigger windows counts as 0: messages are not part of a trace"]);
  });

  it("plays schedules, trend and last week where they are declared", async () => {
    const all = declaredWorkloads(
      await servicesStates({
        prediction: {
          ...settings.prediction!,
          trend: true,
          lastWeek: true,
          schedules: [{ name: "evening", days: ["fri"], from: "19:00", to: "23:00", replicas: 50 }],
        },
      }),
    ).find(({ name }) => name === "playback-service")!;
    const friday = Date.UTC(2026, 6, 17) / 1000; // summer: Dublin is an hour ahead of UTC
    const demand = flat(7, friday - 9 * 86_400, 10 * 1440);
    const [signal] = all.signals.map((each) => each.make(recorded(demand), []));
    const rounded = (hour: number) => Math.round(signal!(friday + hour * 3600)! * 1e6) / 1e6;
    // 7 pods' CPU are 10 pods at 70 percent: that is what trend and last week see
    expect([17.99, 18, 21.99, 22].map(rounded)).toEqual([10, 55, 55, 10]);
    expect(all.notes).toEqual(playback.notes);
  });
});

describe("chooseWorkload()", () => {
  it("takes playback, the first region, or what is asked for", () => {
    const all = declaredWorkloads(states);
    expect(chooseWorkload(all).name).toBe("playback-service");
    expect(chooseWorkload(all, "catalog-service", "eu-west-1").name).toBe("catalog-service");
    expect(chooseWorkload(all.slice(0, 1)).name).toBe("catalog-service");
  });

  it("says what there is instead", () => {
    const all = declaredWorkloads(states);
    expect(() => chooseWorkload([])).toThrow("the stack must declare a HorizontalPodAutoscaler, and declares none");
    expect(() => chooseWorkload(all, "x")).toThrow(
      'must be one of catalog-service, playback-service, recommendation-service, session-service, got "x"',
    );
    expect(() => chooseWorkload(all, "catalog-service", "us-east-1")).toThrow(
      'must be in eu-west-1, got "catalog-service in us-east-1"',
    );
  });
});

function object(type: string, name: string, inputs: object): DeclaredState {
  return { urn: `urn::${type}::${name}`, type, name, parent: "", inputs: inputs as DeclaredState["inputs"] };
}

function flat(value: number, start = 0, minutes = 3 * 1440): Demand {
  return { start, stepSeconds: 60, values: new Float64Array(minutes).fill(value) };
}

const recorded = (demand: Demand) => ({ observed: new Observed(demand), cpuTarget: 0.7, lagSeconds: 0 });
