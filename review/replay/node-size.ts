/** vCPUs by size. Source: https://aws.amazon.com/ec2/instance-types */
const SIZES: Readonly<Record<string, number>> = { medium: 1, large: 2, xlarge: 4 };
/** GiB for each vCPU by the family's first letter. Source: the same page. */
const GIB_PER_VCPU: Readonly<Record<string, number>> = { c: 2, m: 4, r: 8, x: 16 };

/** Of what agents and add-ons take of each node. Unit: thousandths of a CPU, MiB. */
const AGENTS = { cpuMillis: 300, memoryMiB: 512 };

/** vCPUs of an EC2 type; `undefined` for one of another form. */
export function vcpusOf(instanceType: string): number | undefined {
  const size = instanceType.split(".").at(-1) ?? "";
  const times = /^(\d+)xlarge$/.exec(size);
  return times === null ? SIZES[size] : 4 * Number(times[1]);
}

/** Memory of an EC2 or a database type. Unit: GiB. */
export function gibOf(instanceType: string): number | undefined {
  const family = instanceType.split(".").at(-2) ?? "";
  const [perVcpu, vcpus] = [GIB_PER_VCPU[family[0] ?? ""], vcpusOf(instanceType)];
  return perVcpu === undefined || vcpus === undefined ? undefined : perVcpu * vcpus;
}

/**
 * Pods that fit on a node beside what EKS and agents reserve; at least one.
 * Source: https://docs.aws.amazon.com/eks/latest/userguide/choosing-instance-type.html and the bootstrap script of EKS images
 */
export function podsPerNode(instanceType: string, cpuMillis: number, memoryMiB: number): number {
  const vcpus = vcpusOf(instanceType) ?? 8;
  const mib = (gibOf(instanceType) ?? 4 * vcpus) * 1024;
  const byCpu = cpuMillis === 0 ? MAX_PODS : (vcpus * 1000 - reservedMillis(vcpus) - AGENTS.cpuMillis) / cpuMillis;
  const reservedMiB = 255 + 11 * 58 + 100; // of 58 pods, as on a node of 8 vCPUs, and what eviction keeps free
  const byMemory = memoryMiB === 0 ? MAX_PODS : (mib - reservedMiB - AGENTS.memoryMiB) / memoryMiB;
  return Math.max(1, Math.floor(Math.min(byCpu, byMemory, MAX_PODS)));
}

const MAX_PODS = 110;

/** 6 percent of the first CPU, 1 of the second, half of the next two, a quarter of the others. */
function reservedMillis(vcpus: number): number {
  return 60 + 10 * Math.min(1, vcpus - 1) + 5 * Math.max(0, Math.min(2, vcpus - 2)) + 2.5 * Math.max(0, vcpus - 4);
}
