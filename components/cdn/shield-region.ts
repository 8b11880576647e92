/** Regions with an Origin Shield. Source: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/origin-shield.html */
const SHIELD_REGIONS = [
  "ap-northeast-1",
  "ap-northeast-2",
  "ap-south-1",
  "ap-southeast-1",
  "ap-southeast-2",
  "eu-central-1",
  "eu-west-1",
  "eu-west-2",
  "sa-east-1",
  "us-east-1",
  "us-east-2",
  "us-west-2",
];

/** The nearest for buckets elsewhere, as the same page has it. */
const NEAREST: Readonly<Record<string, string>> = {
  "af-south-1": "eu-west-1",
  "ap-east-1": "ap-southeast-1",
  "ca-central-1": "us-east-1",
  "eu-north-1": "eu-west-2",
  "eu-south-1": "eu-central-1",
  "eu-west-3": "eu-west-2",
  "me-south-1": "ap-south-1",
  "us-west-1": "us-west-2",
};

/** Region of the Origin Shield with the lowest latency to a bucket in `region`; undefined where AWS names none. */
export function shieldRegion(region: string): string | undefined {
  return SHIELD_REGIONS.includes(region) ? region : NEAREST[region];
}
