/** One AWS region. */
export interface Region {
  /** Name as the console shows it. */
  readonly description: string;
  /** Start of the ids of its zones, e.g. `use1` in `use1-az1`. */
  readonly zonePrefix: string;
  /** Zones by the letter of their name and the number of their id. Which belongs to which differs between accounts. */
  readonly zones: string;
  /** Whether an account can use the region without switching it on. */
  readonly enabledByDefault: boolean;
}

const THREE = "a1 b2 c3";
const FOUR = "a1 b2 c3 d4";

function region(description: string, zonePrefix: string, zones: string, enabledByDefault: boolean): Region {
  return { description, zonePrefix, zones, enabledByDefault };
}

/**
 * Regions with their zones, as an account that was opened recently sees them.
 * Source: https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-availability-zones.html
 */
export const REGIONS: Readonly<Record<string, Region>> = {
  "af-south-1": region("Africa (Cape Town)", "afs1", THREE, false),
  "ap-east-1": region("Asia Pacific (Hong Kong)", "ape1", THREE, false),
  "ap-east-2": region("Asia Pacific (Taipei)", "ape2", THREE, false),
  "ap-northeast-1": region("Asia Pacific (Tokyo)", "apne1", "a4 c1 d2", true),
  "ap-northeast-2": region("Asia Pacific (Seoul)", "apne2", FOUR, true),
  "ap-northeast-3": region("Asia Pacific (Osaka)", "apne3", THREE, true),
  "ap-south-1": region("Asia Pacific (Mumbai)", "aps1", "a1 b3 c2", true),
  "ap-south-2": region("Asia Pacific (Hyderabad)", "aps2", THREE, false),
  "ap-southeast-1": region("Asia Pacific (Singapore)", "apse1", THREE, true),
  "ap-southeast-2": region("Asia Pacific (Sydney)", "apse2", THREE, true),
  "ap-southeast-3": region("Asia Pacific (Jakarta)", "apse3", THREE, false),
  "ap-southeast-4": region("Asia Pacific (Melbourne)", "apse4", THREE, false),
  "ap-southeast-5": region("Asia Pacific (Malaysia)", "apse5", THREE, false),
  "ap-southeast-7": region("Asia Pacific (Thailand)", "apse7", THREE, false),
  "ca-central-1": region("Canada (Central)", "cac1", "a1 b2 d4", true),
  "ca-west-1": region("Canada West (Calgary)", "caw1", THREE, false),
  "cn-north-1": region("China (Beijing)", "cnn1", "a1 b2 d4", true),
  "cn-northwest-1": region("China (Ningxia)", "cnnw1", THREE, true),
  "eu-central-1": region("Europe (Frankfurt)", "euc1", "a2 b3 c1", true),
  "eu-central-2": region("Europe (Zurich)", "euc2", THREE, false),
  "eu-north-1": region("Europe (Stockholm)", "eun1", THREE, true),
  "eu-south-1": region("Europe (Milan)", "eus1", THREE, false),
  "eu-south-2": region("Europe (Spain)", "eus2", THREE, false),
  "eu-west-1": region("Europe (Ireland)", "euw1", THREE, true),
  "eu-west-2": region("Europe (London)", "euw2", "a2 b3 c1", true),
  "eu-west-3": region("Europe (Paris)", "euw3", THREE, true),
  "il-central-1": region("Israel (Tel Aviv)", "ilc1", THREE, false),
  "me-central-1": region("Middle East (UAE)", "mec1", THREE, false),
  "me-south-1": region("Middle East (Bahrain)", "mes1", THREE, false),
  "mx-central-1": region("Mexico (Central)", "mxc1", THREE, false),
  "sa-east-1": region("South America (Sao Paulo)", "sae1", THREE, true),
  "us-east-1": region("US East (N. Virginia)", "use1", "a1 b2 c4 d6 e3 f5", true),
  "us-east-2": region("US East (Ohio)", "use2", THREE, true),
  "us-gov-east-1": region("AWS GovCloud (US-East)", "usge1", THREE, true),
  "us-gov-west-1": region("AWS GovCloud (US-West)", "usgw1", THREE, true),
  "us-west-1": region("US West (N. California)", "usw1", "a3 c1", true),
  "us-west-2": region("US West (Oregon)", "usw2", FOUR, true),
};

/** A part of AWS with its own accounts. */
export interface Partition {
  readonly id: string;
  readonly dnsSuffix: string;
  readonly reverseDnsPrefix: string;
}

/** Partition of a region; the standard one when the region is not known. */
export function partitionOf(name: string | undefined): Partition {
  if (name?.startsWith("cn-")) {
    return { id: "aws-cn", dnsSuffix: "amazonaws.com.cn", reverseDnsPrefix: "cn.com.amazonaws" };
  }
  const id = name?.startsWith("us-gov-") ? "aws-us-gov" : "aws";
  return { id, dnsSuffix: "amazonaws.com", reverseDnsPrefix: "com.amazonaws" };
}
