/** vCPUs of `large`. One size doubles the other, and all families of Graviton agree on it. */
const VCPUS_OF_LARGE = 2;

/** Sizes below `large` have fewer, unless the family is burstable. */
const VCPUS_OF_MEDIUM = 1;

/**
 * vCPUs of an EC2 instance type by its name, e.g. 8 of `m7g.2xlarge`; undefined where the name does not say, as `metal` does not.
 * Source: https://docs.aws.amazon.com/ec2/latest/instancetypes/gp.html
 */
export function vcpus(instanceType: string): number | undefined {
  const [family = "", size = ""] = instanceType.split(".");
  const multiple = /^(\d*)xlarge$/.exec(size)?.[1];
  if (multiple !== undefined) return VCPUS_OF_LARGE * 2 * Number(multiple || 1);
  if (size === "large") return VCPUS_OF_LARGE;
  if (size === "medium") return family.startsWith("t") ? VCPUS_OF_LARGE : VCPUS_OF_MEDIUM;
  return undefined;
}
