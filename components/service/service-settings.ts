import { fields, list, must, oneOf, type Problem, record, text, wholeNumber } from "../checks";
import type { Autoscaling } from "./horizontal-scaling";
import { RUNTIMES, type Runtime, scaleInLineMiB } from "./memory";
import { SERVICE_NAMES, type ServiceName } from "./service-contract";

/** How big one stateless service is: plain data, the same in every region. */
export interface ServiceSettings {
  readonly runtime: Runtime;
  /** CPU a pod requests; it may use more where there is some. Unit: thousandths of a CPU, 10 to 16,000. */
  readonly cpuMillis: number;
  /** Memory a pod requests and is limited to. Unit: MiB, 64 to 65,536. */
  readonly memoryMiB: number;
  /** What a warm pod uses whatever the load, as measured. Unit: MiB, below the line at which pods are taken away. */
  readonly workingSetMiB: number;
  /** Most that a pod writes to /tmp; above it is evicted. Unit: MiB, 1 to 1,024. */
  readonly tmpMiB: number;
  readonly autoscaling: Autoscaling;
  /** The services that it calls; the network lets it reach no other. */
  readonly calls: readonly ServiceName[];
  /** Environment of its own. @default none - what the platform knows is set by the platform */
  readonly env?: Readonly<Record<string, string>>;
}

/** How big what consumes a queue is. */
export interface WorkerSettings {
  readonly runtime: Runtime;
  /** Unit: thousandths of a CPU, 10 to 16,000. */
  readonly cpuMillis: number;
  /** Unit: MiB, 64 to 65,536. */
  readonly memoryMiB: number;
  /** Messages, waiting and in work, that one pod is there for. Unit: messages, 1 to 10,000. */
  readonly messagesPerReplica: number;
  /** At 0 nobody waits for messages, and the first one waits for a pod. Unit: pods, 0 to `maxReplicas`. */
  readonly minReplicas: number;
  /** Unit: pods, 1 to 1,000. */
  readonly maxReplicas: number;
}

const MAX_REPLICAS = 1_000;

/** Everything wrong with one service's settings. Pure and total. */
export function serviceSettingsProblems(path: string, settings: unknown): Problem[] {
  const { memoryMiB } = Object(settings) as Partial<ServiceSettings>;
  const limit = Number.isInteger(memoryMiB) ? Math.max(1, Number(memoryMiB)) : 65_536;
  return [
    ...fields<ServiceSettings>(path, settings, {
      ...podChecks,
      workingSetMiB: (at, value) => wholeNumber(at, value, 1, limit, "MiB, at most memoryMiB"),
      tmpMiB: (at, value) => wholeNumber(at, value, 1, 1_024, "MiB"),
      autoscaling: autoscalingProblems,
      calls: (at, value) => list(at, value, 0, SERVICE_NAMES.length, (each, name) => oneOf(each, name, SERVICE_NAMES)),
      env: (at, value) => (value === undefined ? [] : envProblems(at, value)),
    }),
    ...neverScalesInProblems(path, settings),
  ];
}

export function workerSettingsProblems(path: string, settings: unknown): Problem[] {
  const { maxReplicas } = Object(settings) as Partial<WorkerSettings>;
  return fields<WorkerSettings>(path, settings, {
    ...podChecks,
    messagesPerReplica: (at, value) => wholeNumber(at, value, 1, 10_000, "messages"),
    minReplicas: (at, value) => wholeNumber(at, value, 0, upTo(maxReplicas), "pods, at most maxReplicas"),
    maxReplicas: (at, value) => wholeNumber(at, value, 1, MAX_REPLICAS, "pods"),
  });
}

const podChecks = {
  runtime: (at: string, value: unknown) => oneOf(at, value, RUNTIMES),
  cpuMillis: (at: string, value: unknown) => wholeNumber(at, value, 10, 16_000, "thousandths of a CPU"),
  memoryMiB: (at: string, value: unknown) => wholeNumber(at, value, 64, 65_536, "MiB"),
};

function autoscalingProblems(path: string, autoscaling: unknown): Problem[] {
  const { maxReplicas } = Object(autoscaling) as Partial<Autoscaling>;
  return fields<Autoscaling>(path, autoscaling, {
    minReplicas: (at, value) => wholeNumber(at, value, 1, upTo(maxReplicas), "pods, at most maxReplicas"),
    maxReplicas: (at, value) => wholeNumber(at, value, 1, MAX_REPLICAS, "pods"),
    cpuPercent: (at, value) => wholeNumber(at, value, 10, 95, "percent"),
    memoryPercent: (at, value) => wholeNumber(at, value, 10, 95, "percent"),
  });
}

/** A maximum as far as it can be read, so that a mistake in it is reported once. */
function upTo(maximum: unknown): number {
  const readable = Number.isInteger(maximum) && Number(maximum) >= 1 && Number(maximum) <= MAX_REPLICAS;
  return readable ? Number(maximum) : MAX_REPLICAS;
}

function neverScalesInProblems(path: string, settings: unknown): Problem[] {
  const { memoryMiB, workingSetMiB, autoscaling } = Object(settings) as Partial<ServiceSettings>;
  const line = scaleInLineMiB(Number(memoryMiB), Number(Object(autoscaling).memoryPercent));
  if (!Number.isFinite(line) || !Number.isInteger(workingSetMiB)) return []; // reported by their own checks
  return must(
    Number(workingSetMiB) < line,
    `${path}.workingSetMiB`,
    `be less than ${round(line)} MiB, nine tenths of memoryPercent of memoryMiB, or the autoscaler never takes a pod away`,
    workingSetMiB,
  );
}

const round = (value: number): number => Math.round(value * 100) / 100;

function envProblems(path: string, env: unknown): Problem[] {
  return record(path, env, (at, name, value) => [
    ...text(at, name, /^[A-Z][A-Z0-9_]*$/, "be named in capitals"),
    ...must(typeof value === "string", at, "be text", value),
  ]);
}
