import { beforeEach, describe, expect, it } from "@jest/globals";
import {
  type PeeringMember,
  PeeringMesh,
  peeringMeshProblems,
  peeringPairs,
} from "../../../components/network/peering-mesh";
import { declare, type Registered, recordResources, resolved } from "../../support/mocks";

const member = (region: string, cidrBlock: string): PeeringMember => ({
  region,
  cidrBlock,
  vpcId: `vpc-${region}`,
  zoneIds: ["az1", "az2"],
  privateRouteTableIds: [`${region}-private-1`, `${region}-private-2`],
  dataRouteTableIds: [`${region}-data`],
});
const [us, eu, ap] = [
  member("us-east-1", "10.32.0.0/16"),
  member("eu-west-1", "10.33.0.0/16"),
  member("ap-southeast-1", "10.34.0.0/16"),
];

describe("peeringPairs()", () => {
  const names = (members: PeeringMember[]) => peeringPairs(members).map(([a, b]) => `${a.region} to ${b.region}`);

  it("is the same in every rollout order", () => {
    const expected = ["ap-southeast-1 to eu-west-1", "ap-southeast-1 to us-east-1", "eu-west-1 to us-east-1"];
    for (const order of [
      [us, eu, ap],
      [ap, eu, us],
      [eu, us, ap],
    ])
      expect(names(order)).toEqual(expected);
  });

  it("keeps every pair when a region joins", () => {
    expect(names([us, eu, ap])).toEqual(expect.arrayContaining(names([us, eu])));
  });

  it.each([
    [0, 0],
    [1, 0],
    [2, 1],
    [3, 3],
    [4, 6],
  ])("makes of %i regions %i pairs", (regionCount, pairCount) => {
    const regions = Array.from({ length: regionCount }, (_, i) => ({ region: `r-${i}` }));
    expect(peeringPairs(regions)).toHaveLength(pairCount);
  });
});

describe("peeringMeshProblems()", () => {
  it("refuses a region twice and addresses twice", () => {
    expect(peeringMeshProblems({ members: [us, us] }).map((p) => `${p.path}: ${p.reason}`)).toEqual([
      'members[1].region: must appear once, got "us-east-1"',
      'members[1].cidrBlock: must not overlap members[0].cidrBlock, got "10.32.0.0/16"',
    ]);
  });
});

describe("PeeringMesh", () => {
  let registered: Registered[];
  beforeEach(async () => {
    registered = await recordResources();
  });
  const inputs = (name: string) => registered.find((r) => r.name === name)?.inputs;

  it("asks in one region and accepts in the other", async () => {
    const mesh = await declare(() => new PeeringMesh("peering", { members: [us, eu] }));
    const tags = { Name: "peering-eu-west-1-us-east-1" };
    expect(inputs("peering-eu-west-1-us-east-1-request")).toEqual({
      region: "eu-west-1",
      vpcId: "vpc-eu-west-1",
      peerVpcId: "vpc-us-east-1",
      peerRegion: "us-east-1",
      autoAccept: false,
      tags,
    });
    expect(inputs("peering-eu-west-1-us-east-1-acceptance")).toEqual({
      region: "us-east-1",
      vpcPeeringConnectionId: "peering-eu-west-1-us-east-1-request-id",
      autoAccept: true,
      tags,
    });
    expect(await resolved(mesh.connectionIds["eu-west-1-us-east-1"]!)).toBe(
      "peering-eu-west-1-us-east-1-acceptance-id",
    );
  });

  it("sets each side's DNS option in its own region, after the acceptance", async () => {
    await declare(() => new PeeringMesh("peering", { members: [us, eu] }));
    const vpcPeeringConnectionId = "peering-eu-west-1-us-east-1-acceptance-id";
    const dns = { allowRemoteVpcDnsResolution: true };
    expect(inputs("peering-eu-west-1-us-east-1-requester-dns")).toEqual({
      region: "eu-west-1",
      vpcPeeringConnectionId,
      requester: dns,
    });
    expect(inputs("peering-eu-west-1-us-east-1-accepter-dns")).toEqual({
      region: "us-east-1",
      vpcPeeringConnectionId,
      accepter: dns,
    });
  });

  it("routes both ways from private and data tables", async () => {
    await declare(() => new PeeringMesh("peering", { members: [us, eu] }));
    const routes = registered.filter((r) => r.type === "aws:ec2/route:Route");
    expect(routes.map(({ name, inputs: r }) => [name, r.region, r.routeTableId, r.destinationCidrBlock])).toEqual([
      ["peering-eu-west-1-us-east-1-from-eu-west-1-private-az1", "eu-west-1", "eu-west-1-private-1", "10.32.0.0/16"],
      ["peering-eu-west-1-us-east-1-from-eu-west-1-private-az2", "eu-west-1", "eu-west-1-private-2", "10.32.0.0/16"],
      ["peering-eu-west-1-us-east-1-from-eu-west-1-data", "eu-west-1", "eu-west-1-data", "10.32.0.0/16"],
      ["peering-eu-west-1-us-east-1-from-us-east-1-private-az1", "us-east-1", "us-east-1-private-1", "10.33.0.0/16"],
      ["peering-eu-west-1-us-east-1-from-us-east-1-private-az2", "us-east-1", "us-east-1-private-2", "10.33.0.0/16"],
      ["peering-eu-west-1-us-east-1-from-us-east-1-data", "us-east-1", "us-east-1-data", "10.33.0.0/16"],
    ]);
  });

  it("declares the same things for the regions that were there before a third joined", async () => {
    await declare(() => new PeeringMesh("peering", { members: [us, eu] }));
    const before = registered;
    registered = await recordResources();
    await declare(() => new PeeringMesh("peering", { members: [ap, us, eu] }));
    expect(registered).toEqual(expect.arrayContaining(before));
  });
});
