import type { ResourceState } from "../engine/resource-state";
import { UNKNOWN, type Value } from "../engine/values";

/** Most inputs shown of one resource. */
const MAX_SHOWN = 4;
/** Longest value shown. Unit: characters. */
const MAX_LENGTH = 48;

/** What a reviewer looks for first: sizes, places, limits and times. The most telling come first. */
const TELLING = [
  "cidrBlock",
  "cidrIpv4",
  "destinationCidrBlock",
  "availabilityZoneId",
  "availabilityZone",
  "availabilityMode",
  "engine",
  "engineVersion",
  "nodeType",
  "instanceClass",
  "instanceType",
  "numNodeGroups",
  "replicasPerNodeGroup",
  "minCapacity",
  "maxCapacity",
  "desiredCapacity",
  "serviceName",
  "vpcEndpointType",
  "family",
  "accessString",
  "metricName",
  "extendedStatistic",
  "threshold",
  "policyType",
  "schedule",
  "timezone",
  "retentionInDays",
  "trafficType",
  "peerRegion",
  "fromPort",
  "port",
  "protocol",
  "ipProtocol",
  "bucket",
  "runtime",
  "handler",
  "memorySize",
  "timeout",
  "length",
];
const RANK = new Map(TELLING.map((name, i) => [name, i]));

/** Said elsewhere in the tree, or noise. */
const UNTELLING = new Set(["region", "tags", "tagsAll", "name", "description", "__provider", "__internal"]);

/** The few inputs of a resource that tell most about it, as `name: value`. */
export function keyInputs({ inputs }: ResourceState, hide: (text: string) => string): string[] {
  const plain = Object.entries(inputs).filter(([name, value]) => !UNTELLING.has(name) && isPlain(value));
  const telling = plain.filter(([name]) => RANK.has(name));
  const chosen = telling.length > 0 ? telling : plain.sort().slice(0, 2);
  const ranked = chosen.sort(([a], [b]) => (RANK.get(a) ?? 0) - (RANK.get(b) ?? 0));
  return ranked.slice(0, MAX_SHOWN).map(([name, value]) => `${name}: ${shorten(hide(String(value)))}`);
}

function isPlain(value: Value): boolean {
  if (typeof value === "string") return value !== UNKNOWN && value !== "" && !value.includes("\n");
  return typeof value === "number" || typeof value === "boolean";
}

function shorten(text: string): string {
  return text.length <= MAX_LENGTH ? text : `${text.slice(0, MAX_LENGTH - 1)}…`;
}
