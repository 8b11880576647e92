import { must, type Problem } from "../checks";

/**
 * Where every cluster numbers its Services; packets to them never leave a node. A VPC or a peer in the same block could not be
 * reached from a pod.
 */
export const EKS_SERVICE_CIDR_BLOCK = "172.20.0.0/16";

/** Blocks a VPC must stay out of, with who else counts on them. */
const TAKEN_BLOCKS = [
  { cidrBlock: EKS_SERVICE_CIDR_BLOCK, by: "EKS services" },
  // Source: https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html
  { cidrBlock: "172.17.0.0/16", by: "Docker's bridge" },
];

/** Source: https://www.rfc-editor.org/rfc/rfc1918#section-3 */
const PRIVATE_BLOCKS = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"];

/** What a subnet is for: `private` holds nodes and pods, `public` load balancers and NAT, `data` databases and caches. */
export type Tier = "private" | "public" | "data";

/**
 * Each tier's place in the /16: the third octet of its first zone, and the size of a zone's subnet. Pods take addresses of the
 * VPC, hence 16,384 for each private subnet against 1,024 for the others. Spare: x.y.204.0/22 and all from x.y.220.0 on.
 */
const TIERS: Readonly<Record<Tier, { readonly thirdOctet: number; readonly prefix: number }>> = {
  private: { thirdOctet: 0, prefix: 18 },
  public: { thirdOctet: 192, prefix: 22 },
  data: { thirdOctet: 208, prefix: 22 },
};

/** Zones a region's /16 has room for. EKS and Aurora want two at the least. */
export const ZONES = { min: 2, max: 3 } as const;

/** Blocks of each tier's subnets, in the order of the zones. `cidrBlock` must have passed `cidrBlockProblems`. */
export function cidrPlan(cidrBlock: string, zoneCount: number): Readonly<Record<Tier, readonly string[]>> {
  const [first, second] = cidrBlock.split(".");
  const blocks = (tier: Tier) => {
    const { thirdOctet, prefix } = TIERS[tier];
    const step = 2 ** (24 - prefix); // subnets are larger than a /24, so each covers whole values of the third octet
    return Array.from({ length: zoneCount }, (_, zone) => `${first}.${second}.${thirdOctet + zone * step}.0/${prefix}`);
  };
  return { private: blocks("private"), public: blocks("public"), data: blocks("data") };
}

/** Everything wrong with a region's block. */
export function cidrBlockProblems(path: string, cidrBlock: unknown): Problem[] {
  if (typeof cidrBlock !== "string" || !cidrBlock.endsWith("/16") || !addressRange(cidrBlock)) {
    return must(false, path, 'be a /16 on its own boundary such as "10.32.0.0/16"', cidrBlock);
  }
  const taken = TAKEN_BLOCKS.find((block) => overlap(cidrBlock, block.cidrBlock));
  return [
    ...must(
      PRIVATE_BLOCKS.some((block) => overlap(cidrBlock, block)),
      path,
      `lie in ${PRIVATE_BLOCKS.join(" or ")}`,
      cidrBlock,
    ),
    ...must(!taken, path, `stay out of ${taken?.cidrBlock} (${taken?.by})`, cidrBlock),
  ];
}

/** Every block that overlaps one before it. Peered networks need addresses of their own. Malformed blocks are passed over. */
export function overlapProblems(blocks: readonly { readonly path: string; readonly cidrBlock: unknown }[]): Problem[] {
  return blocks.flatMap(({ path, cidrBlock }, index) => {
    const earlier = blocks.slice(0, index).find((other) => overlap(cidrBlock, other.cidrBlock));
    return must(!earlier, path, `not overlap ${earlier?.path}`, cidrBlock);
  });
}

/** Whether two blocks share an address; false if either is malformed. */
export function overlap(one: unknown, other: unknown): boolean {
  const [a, b] = [addressRange(one), addressRange(other)];
  return a !== undefined && b !== undefined && a.first <= b.last && b.first <= a.last;
}

/** First and last address as numbers; undefined unless it is an IPv4 block on its own boundary. */
export function addressRange(cidrBlock: unknown): { readonly first: number; readonly last: number } | undefined {
  if (typeof cidrBlock !== "string") return undefined;
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(cidrBlock);
  if (!match) return undefined;
  const [a, b, c, d, prefix] = match.slice(1).map(Number) as [number, number, number, number, number];
  const size = 2 ** (32 - prefix);
  const first = ((a * 256 + b) * 256 + c) * 256 + d; // not bit shifts: those are signed above 127.255.255.255
  if (Math.max(a, b, c, d) > 255 || prefix > 32 || first % size !== 0) return undefined;
  return { first, last: first + size - 1 };
}
