import { list, must, type Problem, text } from "../checks";
import { ZONES } from "./cidr-plan";

/**
 * Zones in which EKS places no control plane.
 * Source: https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html
 */
const EKS_REFUSES: readonly unknown[] = ["use1-az3", "usw1-az2", "cac1-az3"];

/** Problems of a region's name: only its form, because AWS opens regions faster than lists of them are kept. */
export function regionProblems(path: string, region: unknown): Problem[] {
  return text(path, region, /^[a-z]{2}(-[a-z]+)+-\d$/, 'be a region such as "eu-west-1"');
}

/**
 * Problems of a region's zone IDs. IDs, because zone names differ: `us-east-1a` of one account is `us-east-1c` of another. Written
 * down instead of looked up, because a zone that AWS adds must not move the subnets of those before it.
 */
export function zoneIdsProblems(path: string, region: unknown, zoneIds: unknown): Problem[] {
  const prefix =
    typeof region === "string" && regionProblems(path, region).length === 0 ? zoneIdPrefix(region) : "euw1";
  return list(path, zoneIds, ZONES.min, ZONES.max, (at, zoneId) => [
    ...text(at, zoneId, new RegExp(`^${prefix}-az\\d$`), `be a zone ID of its region such as "${prefix}-az1"`),
    ...must(!EKS_REFUSES.includes(zoneId), at, "be a zone that EKS accepts", zoneId),
  ]);
}

/** `ap-southeast-1` to `apse1`: each word after the first is cut to its initial, a compound direction to two. */
function zoneIdPrefix(region: string): string {
  return region
    .replace(/(north|south)(east|west)/, "$1-$2")
    .replace(/-([a-z])[a-z]*/g, "$1")
    .replace("-", "");
}
