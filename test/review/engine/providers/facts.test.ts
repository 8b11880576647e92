import { expect, test } from "@jest/globals";
import { facts } from "../../../../review/engine/providers/facts";

const VIRGINIA = { region: "us-east-1", defaultTags: {} };

function answer(
  token: string,
  args = {},
  provider: { region?: string; defaultTags: Record<string, string> } = VIRGINIA,
) {
  return facts[token]?.answer(args, provider);
}

test.each([
  ["us-east-1", "us-east-1", ["a", "b", "c", "d", "e", "f"], "use1", [1, 2, 4, 6, 3, 5]],
  ["us-west-2", "us-west-2", ["a", "b", "c", "d"], "usw2", [1, 2, 3, 4]],
  ["eu-west-1", "eu-west-1", ["a", "b", "c"], "euw1", [1, 2, 3]],
  ["ap-northeast-1", "ap-northeast-1", ["a", "c", "d"], "apne1", [4, 1, 2]],
])("the availability zones of %s are known", (region, id, letters, prefix, numbers) => {
  expect(answer("aws:index/getAvailabilityZones:getAvailabilityZones", { region })).toEqual({
    id,
    region,
    names: letters.map((letter) => `${region}${letter}`),
    zoneIds: numbers.map((number) => `${prefix}-az${number}`),
    groupNames: [`${region}-zg-1`],
  });
});

test.each([
  [{ excludeZoneIds: ["use1-az3"] }, "abcdf"],
  [{ excludeNames: ["us-east-1a", "us-east-1b"] }, "cdef"],
  [{ state: "available" }, "abcdef"],
  [{ state: "impaired" }, ""],
  [{ filters: [{ name: "opt-in-status", values: ["opt-in-not-required"] }] }, "abcdef"],
  [{ filters: [{ name: "opt-in-status", values: ["opted-in", "not-opted-in"] }] }, ""],
  [
    {
      filters: [
        { name: "zone-name", values: ["*-1?", "x"] },
        { name: "zone-id", values: ["use1-az1"] },
      ],
    },
    "a",
  ],
  [{ filters: [{ name: "made-up", values: ["*"] }] }, ""],
])("zones asked for with %j are those ending in %j", (args, letters) => {
  expect(answer("aws:index/getAvailabilityZones:getAvailabilityZones", args)).toMatchObject({
    ...args,
    names: [...letters].map((letter) => `us-east-1${letter}`),
  });
});

test("one availability zone is described in full", () => {
  expect(answer("aws:index/getAvailabilityZone:getAvailabilityZone", { name: "us-east-1b" })).toEqual({
    id: "us-east-1b",
    name: "us-east-1b",
    nameSuffix: "b",
    region: "us-east-1",
    zoneId: "use1-az2",
    zoneType: "availability-zone",
    groupName: "us-east-1-zg-1",
    groupLongName: "US East (N. Virginia) 1",
    networkBorderGroup: "us-east-1",
    optInStatus: "opt-in-not-required",
    parentZoneId: "",
    parentZoneName: "",
    state: "available",
  });
});

test("several zones, or none, are no answer to the question for one", () => {
  expect(answer("aws:index/getAvailabilityZone:getAvailabilityZone")).toBeUndefined();
  expect(answer("aws:index/getAvailabilityZone:getAvailabilityZone", { name: "us-east-1z" })).toBeUndefined();
});

test.each([
  ["aws:index/getAvailabilityZones:getAvailabilityZones", {}],
  ["aws:index/getRegion:getRegion", {}],
  ["aws:ec2/getManagedPrefixList:getManagedPrefixList", { name: "com.amazonaws.us-east-1.s3" }],
  ["aws:elb/getServiceAccount:getServiceAccount", {}],
  ["aws:index/getServicePrincipal:getServicePrincipal", { serviceName: "s3" }],
])("%s has no answer without a region, nor in one we do not know", (token, args) => {
  expect(answer(token, args, { defaultTags: {} })).toBeUndefined();
  if (!token.includes("Principal") && !token.includes("Prefix")) {
    expect(answer(token, { ...args, region: "mars-1" })).toBeUndefined();
  }
});

test.each([
  [
    "aws:index/getRegion:getRegion",
    {},
    {
      id: "us-east-1",
      name: "us-east-1",
      region: "us-east-1",
      description: "US East (N. Virginia)",
      endpoint: "ec2.us-east-1.amazonaws.com",
    },
  ],
  [
    "aws:index/getRegion:getRegion",
    { endpoint: "ec2.cn-north-1.amazonaws.com.cn" },
    {
      id: "cn-north-1",
      name: "cn-north-1",
      region: "cn-north-1",
      description: "China (Beijing)",
      endpoint: "ec2.cn-north-1.amazonaws.com.cn",
    },
  ],
  [
    "aws:index/getRegions:getRegions",
    { filters: [{ name: "region-name", values: ["eu-*"] }] },
    {
      id: "aws",
      filters: [{ name: "region-name", values: ["eu-*"] }],
      names: ["eu-central-1", "eu-north-1", "eu-west-1", "eu-west-2", "eu-west-3"],
    },
  ],
  [
    "aws:index/getPartition:getPartition",
    {},
    {
      id: "aws",
      partition: "aws",
      dnsSuffix: "amazonaws.com",
      reverseDnsPrefix: "com.amazonaws",
    },
  ],
  [
    "aws:index/getServicePrincipal:getServicePrincipal",
    { serviceName: "logs", region: "cn-north-1" },
    {
      id: "logs.cn-north-1.amazonaws.com.cn",
      name: "logs.amazonaws.com.cn",
      region: "cn-north-1",
      serviceName: "logs",
      suffix: "amazonaws.com.cn",
    },
  ],
  [
    "aws:index/getCallerIdentity:getCallerIdentity",
    {},
    {
      id: "123456789012",
      accountId: "123456789012",
      arn: "arn:aws:iam::123456789012:user/simulated",
      userId: "AIDASIMULATEDEXAMPLE",
    },
  ],
  ["aws:s3/getCanonicalUserId:getCanonicalUserId", {}, { id: "0".repeat(64), displayName: "" }],
  [
    "aws:index/getArn:getArn",
    { arn: "arn:aws:logs:us-east-1:1:log-group:a:*" },
    {
      id: "arn:aws:logs:us-east-1:1:log-group:a:*",
      arn: "arn:aws:logs:us-east-1:1:log-group:a:*",
      partition: "aws",
      service: "logs",
      region: "us-east-1",
      account: "1",
      resource: "log-group:a:*",
    },
  ],
  [
    "aws:iam/getSessionContext:getSessionContext",
    { arn: "arn:aws:sts::1:assumed-role/Admin/me" },
    {
      id: "arn:aws:sts::1:assumed-role/Admin/me",
      arn: "arn:aws:sts::1:assumed-role/Admin/me",
      issuerArn: "arn:aws:iam::1:role/Admin",
      issuerId: "AROASIMULATEDEXAMPLE",
      issuerName: "Admin",
      sessionName: "me",
    },
  ],
  [
    "aws:iam/getSessionContext:getSessionContext",
    { arn: "arn:aws:iam::1:user/me" },
    {
      id: "arn:aws:iam::1:user/me",
      arn: "arn:aws:iam::1:user/me",
      issuerArn: "arn:aws:iam::1:user/me",
      issuerId: "",
      issuerName: "",
      sessionName: "",
    },
  ],
  [
    "aws:elb/getServiceAccount:getServiceAccount",
    {},
    {
      id: "127311923021",
      arn: "arn:aws:iam::127311923021:root",
      region: "us-east-1",
    },
  ],
  ["aws:elb/getHostedZoneId:getHostedZoneId", { region: "eu-west-1" }, { id: "Z32O12XQLNTSW2", region: "eu-west-1" }],
  [
    "aws:lb/getHostedZoneId:getHostedZoneId",
    { loadBalancerType: "network" },
    {
      id: "Z26RNL4JYFTOTI",
      loadBalancerType: "network",
      region: "us-east-1",
    },
  ],
  [
    "aws:index/getBillingServiceAccount:getBillingServiceAccount",
    {},
    {
      id: "386209384616",
      arn: "arn:aws:iam::386209384616:root",
    },
  ],
])("%s with %j is answered", (token, args, expected) => {
  expect(answer(token, args)).toEqual(expected);
});

test.each([
  "com.amazonaws.global.cloudfront.origin-facing",
  "com.amazonaws.us-east-1.s3",
  "com.amazonaws.us-east-1.dynamodb",
  "com.amazonaws.us-east-1.route53-healthchecks",
])("the prefix list %s has a made-up id and the range for documentation", (name) => {
  const list = answer("aws:ec2/getManagedPrefixList:getManagedPrefixList", { name });
  const id = list?.id as string;
  expect(id).toMatch(/^pl-[0-9a-f]{8}$/);
  expect(list).toEqual({
    id,
    name,
    region: "us-east-1",
    addressFamily: "IPv4",
    arn: `arn:aws:ec2:us-east-1:aws:prefix-list/${id}`,
    entries: [{ cidr: "192.0.2.0/24", description: "simulated" }],
    maxEntries: 0,
    ownerId: "AWS",
    tags: {},
    version: 0,
  });
  const filters = [{ name: "prefix-list-name", values: [name] }];
  expect(answer("aws:ec2/getManagedPrefixList:getManagedPrefixList", { filters })).toMatchObject({ id, filters });
  expect(answer("aws:ec2/getPrefixList:getPrefixList", { prefixListId: id })).toEqual({
    id,
    prefixListId: id,
    name,
    region: "us-east-1",
    cidrBlocks: ["192.0.2.0/24"],
  });
});

test("the account's own prefix lists are not known", () => {
  expect(answer("aws:ec2/getManagedPrefixList:getManagedPrefixList", { name: "offices" })).toBeUndefined();
});

test("text that is no ARN is refused", () => {
  expect(() => answer("aws:index/getArn:getArn", { arn: "nonsense" })).toThrow(
    '"nonsense" is not an ARN: it must have six parts',
  );
});

test("what is made up says so", () => {
  const simulated = Object.keys(facts).filter((token) => facts[token]?.simulated);
  expect(simulated.map((token) => token.split(":").pop()).sort()).toEqual([
    "getAvailabilityZone",
    "getAvailabilityZones",
    "getCallerIdentity",
    "getCanonicalUserId",
    "getManagedPrefixList",
    "getPrefixList",
    "getRegions",
    "getSessionContext",
  ]);
});
