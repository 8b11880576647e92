/** vCPUs by size. Source: https://docs.aws.amazon.com/ec2/latest/instancetypes/gp.html */
const VCPUS: Readonly<Record<string, number>> = { medium: 1, large: 2, xlarge: 4 };
/** GiB of each vCPU by the family's first letter. Source: the same pages, and those of memory-optimised types. */
const GIB_PER_VCPU: Readonly<Record<string, number>> = { c: 2, m: 4, r: 8, x: 16 };

/** vCPUs of a type such as `m7g.2xlarge` or `db.r8g.large`; `undefined` where its name does not say. */
export function vcpusOf(type: string): number | undefined {
  const size = type.split(".").at(-1) ?? "";
  const times = /^(\d+)xlarge$/.exec(size);
  return times === null ? VCPUS[size] : 4 * Number(times[1]);
}

/** Memory of a type in GiB; `undefined` where its name does not say. */
export function gibOf(type: string): number | undefined {
  const family = type.split(".").at(-2) ?? "";
  const [perVcpu, vcpus] = [GIB_PER_VCPU[family[0] ?? ""], vcpusOf(type)];
  return perVcpu === undefined || vcpus === undefined ? undefined : perVcpu * vcpus;
}
