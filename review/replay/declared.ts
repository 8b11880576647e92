import { field, items, number, text } from "../cost/stack";
import type { ResourceState } from "../engine/resource-state";
import type { Value } from "../engine/values";
import { type DeclaredSignal, declaredSignals, type RecordedRule, requestsPerPod } from "./declared-signal";
import { DEFAULT_SCALE_DOWN, DEFAULT_SCALE_UP, type HpaSpec, type ScalingPolicy, type ScalingRules } from "./hpa";
import { podsPerNode } from "./node-size";
import { cpuMillis } from "./quantities";
import { regionsByState } from "./region";
import { type PodRequest, requestsOf } from "./requests";
import { USUAL } from "./simulate";

/** What is read of a resource; a previewed one and one of an exported stack both have it. */
export type DeclaredState = Pick<ResourceState, "urn" | "type" | "name" | "inputs" | "parent"> &
  Partial<Pick<ResourceState, "propertyDependencies">>;

/** A workload with what scales it, as declared. */
export interface Workload {
  readonly name: string;
  readonly namespace: string;
  /** Empty where no resource around it is named after one. */
  readonly region: string;
  readonly hpa: HpaSpec;
  /** Ratio of the CPU request; `undefined` where CPU does not scale it. */
  readonly cpuTarget: number | undefined;
  /** Ratio of the memory request. */
  readonly memoryTarget: number | undefined;
  /** Of one pod. */
  readonly cpuMillis: number;
  readonly memoryMiB: number;
  readonly signals: readonly DeclaredSignal[];
  /** What one pod serves at the CPU target. Unit: requests a second. */
  readonly requestsPerPod: number | undefined;
  readonly nodes: Nodes;
  /** What the replay leaves out. */
  readonly notes: readonly string[];
}

/** What pods of a region run on. */
export interface Nodes {
  readonly instanceType: string;
  readonly podsPerNode: number;
  readonly spareNodes: number;
  readonly autoMode: boolean;
  /** Of the autoscaler. Unit: seconds. */
  readonly syncSeconds: number;
}

/** Where no node type is declared, Auto Mode chooses; a common one stands for it. */
const ASSUMED_INSTANCE_TYPE = "m7g.2xlarge";

const HPA = "kubernetes:autoscaling/v2:HorizontalPodAutoscaler";
const SCALED_OBJECT = "kubernetes:keda.sh/v1alpha1:ScaledObject";
const PROMETHEUS_RULE = "kubernetes:monitoring.coreos.com/v1:PrometheusRule";
const DEPLOYMENT = "kubernetes:apps/v1:Deployment";
const PRIORITY_CLASS = "kubernetes:scheduling.k8s.io/v1:PriorityClass";
const FORMULA_LABEL = "scaledobject.keda.sh/name";

/** Every workload of a stack that an autoscaler moves by its load, by region and name. Queues' consumers are none. */
export function declaredWorkloads(states: readonly DeclaredState[]): Workload[] {
  const stack = new Declared(states);
  const workloads = [
    ...stack.ofType(HPA).map((state) => ofHpa(stack, state)),
    ...stack.ofType(SCALED_OBJECT).flatMap((state) => ofScaledObject(stack, state)),
  ];
  const order = ({ region, namespace, name }: Workload) => `${region} ${namespace} ${name}`;
  return workloads.sort((a, b) => (order(a) < order(b) ? -1 : 1));
}

/** The declared objects, and the region that each stands in. */
class Declared {
  readonly #regions: ReadonlyMap<DeclaredState, string>;

  constructor(readonly states: readonly DeclaredState[]) {
    this.#regions = regionsByState(states);
  }

  regionOf(state: DeclaredState): string {
    return this.#regions.get(state) ?? "";
  }

  ofType(type: string, region?: string): DeclaredState[] {
    return this.states.filter(
      (state) => state.type === type && (region === undefined || this.#regions.get(state) === region),
    );
  }

  /** Kubernetes' own objects of a kind by name, in one region. */
  named(type: string, region: string, namespace: string, name: string): DeclaredState | undefined {
    return this.ofType(type, region).find(
      ({ inputs }) =>
        text(field(inputs.metadata, "name")) === name &&
        (text(field(inputs.metadata, "namespace")) || "default") === namespace,
    );
  }

  rules(region: string): RecordedRule[] {
    return this.ofType(PROMETHEUS_RULE, region)
      .flatMap(({ inputs }) => items(field(inputs.spec, "groups")))
      .flatMap((group) => items(field(group, "rules")))
      .map((rule) => ({ record: text(field(rule, "record")), expr: text(field(rule, "expr")) }));
  }
}

function ofHpa(stack: Declared, state: DeclaredState): Workload {
  const { spec } = state.inputs;
  const metrics = items(field(spec, "metrics"));
  const region = stack.regionOf(state);
  const namespace = text(field(state.inputs.metadata, "namespace")) || "default";
  const rules = stack.rules(region);
  const outside = metrics.filter((metric) => text(field(metric, "type")) !== "Resource");
  const read = outside.map((metric) => {
    const external = field(metric, "external");
    const averageValue = Number(text(field(field(external, "target"), "averageValue")));
    const label = text(field(field(field(field(external, "metric"), "selector"), "matchLabels"), FORMULA_LABEL));
    const scaled = stack.named(SCALED_OBJECT, region, namespace, label);
    if (scaled !== undefined && averageValue > 0) return declaredSignals(scaled.inputs.spec, rules, averageValue);
    return {
      signals: [],
      notes: [`a metric of type ${text(field(metric, "type"))} is left out: nothing declared serves it`],
    };
  });
  const utilization = (resource: string) => {
    const metric = metrics.find((each) => text(field(field(each, "resource"), "name")) === resource);
    const percent = number(field(field(field(metric, "resource"), "target"), "averageUtilization"), 0);
    return percent === 0 ? undefined : percent / 100;
  };
  return {
    ...placed(stack, region, namespace, text(field(field(spec, "scaleTargetRef"), "name"))),
    hpa: {
      minReplicas: number(field(spec, "minReplicas"), 1),
      maxReplicas: number(field(spec, "maxReplicas"), 1),
      ...behavior(field(spec, "behavior")),
    },
    cpuTarget: utilization("cpu"),
    memoryTarget: utilization("memory"),
    signals: read.flatMap(({ signals }) => signals),
    requestsPerPod: requestsPerPod(rules),
    notes: read.flatMap(({ notes }) => notes),
  };
}

/** KEDA makes an autoscaler of it. One without a trigger for CPU follows a queue, which no trace of demand says anything about. */
function ofScaledObject(stack: Declared, state: DeclaredState): Workload[] {
  const { spec } = state.inputs;
  const triggers = items(field(spec, "triggers"));
  const utilization = (type: string) => {
    const trigger = triggers.find((each) => text(field(each, "type")) === type);
    const value = Number(text(field(field(trigger, "metadata"), "value")));
    return value > 0 ? value / 100 : undefined;
  };
  const cpuTarget = utilization("cpu");
  if (cpuTarget === undefined) return [];
  const region = stack.regionOf(state);
  const namespace = text(field(state.inputs.metadata, "namespace")) || "default";
  const rules = stack.rules(region);
  const config = field(field(spec, "advanced"), "horizontalPodAutoscalerConfig");
  return [
    {
      ...placed(stack, region, namespace, text(field(field(spec, "scaleTargetRef"), "name"))),
      hpa: {
        minReplicas: Math.max(1, number(field(spec, "minReplicaCount"), 0)),
        maxReplicas: number(field(spec, "maxReplicaCount"), 100),
        ...behavior(field(config, "behavior")),
      },
      cpuTarget,
      memoryTarget: utilization("memory"),
      ...declaredSignals(spec, rules),
      requestsPerPod: requestsPerPod(rules),
    },
  ];
}

function placed(stack: Declared, region: string, namespace: string, name: string) {
  const deployment = stack.named(DEPLOYMENT, region, namespace, name);
  const request = requestsOf(deployment?.inputs.spec);
  return { name, namespace, region, ...request, nodes: nodesOf(stack, region, request) };
}

function nodesOf(stack: Declared, region: string, request: PodRequest): Nodes {
  const [group] = stack.ofType("aws:eks/nodeGroup:NodeGroup", region);
  const [cluster] = stack.ofType("aws:eks/cluster:Cluster", region);
  const instanceType = text(items(group?.inputs.instanceTypes)[0]) || ASSUMED_INSTANCE_TYPE;
  const fitting = podsPerNode(instanceType, request.cpuMillis, request.memoryMiB);
  const lowest = new Set(
    stack
      .ofType(PRIORITY_CLASS, region)
      .filter(({ inputs }) => number(inputs.value, 0) < 0)
      .map(({ inputs }) => text(field(inputs.metadata, "name"))),
  );
  const spare = stack.ofType(DEPLOYMENT, region).flatMap((deployment) => {
    const { spec } = deployment.inputs;
    const priority = text(field(field(field(spec, "template"), "spec"), "priorityClassName"));
    if (!lowest.has(priority)) return [];
    const placeholder = requestsOf(deployment.inputs.spec);
    return [
      number(field(spec, "replicas"), 1) / podsPerNode(instanceType, placeholder.cpuMillis, placeholder.memoryMiB),
    ];
  });
  const period = text(
    field(
      field(cluster?.inputs.kubeControllerManagerConfig, "horizontalPodAutoscalerControllerConfig"),
      "horizontalPodAutoscalerSyncPeriod",
    ),
  );
  return {
    instanceType,
    podsPerNode: fitting,
    spareNodes: spare.reduce((sum, each) => sum + each, 0),
    autoMode: field(cluster?.inputs.computeConfig, "enabled") === true,
    syncSeconds: /^\d+s$/.test(period) ? Number(period.slice(0, -1)) : USUAL.syncSeconds,
  };
}

/** What the API server fills in where nothing is declared. */
function behavior(declared: Value | undefined): Pick<HpaSpec, "scaleUp" | "scaleDown"> {
  return {
    scaleUp: rulesOf(field(declared, "scaleUp"), DEFAULT_SCALE_UP),
    scaleDown: rulesOf(field(declared, "scaleDown"), DEFAULT_SCALE_DOWN),
  };
}

function rulesOf(declared: Value | undefined, usual: ScalingRules): ScalingRules {
  const select = text(field(declared, "selectPolicy"));
  const policies = items(field(declared, "policies")).map(
    (policy): ScalingPolicy => ({
      type: text(field(policy, "type")) === "Pods" ? "Pods" : "Percent",
      value: number(field(policy, "value"), 0),
      periodSeconds: number(field(policy, "periodSeconds"), 15),
    }),
  );
  const tolerance = field(declared, "tolerance");
  return {
    stabilizationWindowSeconds: number(field(declared, "stabilizationWindowSeconds"), usual.stabilizationWindowSeconds),
    selectPolicy: select === "Min" || select === "Disabled" ? select : "Max",
    policies: policies.length === 0 ? usual.policies : policies,
    tolerance: tolerance === undefined ? usual.tolerance : cpuMillis(tolerance) / 1000,
  };
}
