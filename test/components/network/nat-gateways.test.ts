import { beforeEach, describe, expect, it } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { gatewayOfZone, NatGateways, type NatPlan, natPlanProblems } from "../../../components/network/nat-gateways";
import { declare, type Registered, recordResources, resolved } from "../../support/mocks";

const lines = (problems: readonly { path: string; reason: string }[]) => problems.map((p) => `${p.path}: ${p.reason}`);

describe("natPlanProblems()", () => {
  it.each<[NatPlan]>([
    [{ mode: "regional" }],
    [{ mode: "single" }],
    [{ mode: "zonal", gatewayCount: 1 }],
    [{ mode: "zonal", gatewayCount: 3 }],
  ])("accepts %j", (plan) => {
    expect(natPlanProblems("nat", plan, 3)).toEqual([]);
  });

  it.each([
    [
      "no gateway",
      { mode: "zonal", gatewayCount: 0 },
      "nat.gatewayCount: must be 1 to 3 gateways, one a zone at most, got 0",
    ],
    [
      "a gateway more than zones",
      { mode: "zonal", gatewayCount: 4 },
      "nat.gatewayCount: must be 1 to 3 gateways, one a zone at most, got 4",
    ],
    [
      "a count as text",
      { mode: "zonal", gatewayCount: "2" },
      'nat.gatewayCount: must be 1 to 3 gateways, one a zone at most, got "2"',
    ],
    [
      "a count left out",
      { mode: "zonal" },
      "nat.gatewayCount: must be 1 to 3 gateways, one a zone at most, got undefined",
    ],
    [
      "a count that nothing reads",
      { mode: "regional", gatewayCount: 2 },
      'nat.gatewayCount: must be left out unless mode is "zonal", got 2',
    ],
    ["a typo", { mode: "zonl" }, 'nat.mode: must be one of "regional", "zonal", "single", got "zonl"'],
    ["a bare word", "single", 'nat: must be an object, got "single"'],
    ["nothing", undefined, "nat: must be an object, got undefined"],
  ])("names the place and the value of %s", (_, plan, expected) => {
    expect(lines(natPlanProblems("nat", plan, 3))).toEqual([expected]);
  });
});

describe("gatewayOfZone()", () => {
  it.each([
    [1, [0, 0, 0]],
    [2, [0, 1, 0]],
    [3, [0, 1, 2]],
  ])("shares %i gateways by turns, own zone first", (gatewayCount, expected) => {
    expect([0, 1, 2].map((zone) => gatewayOfZone(zone, gatewayCount))).toEqual(expected);
  });
});

describe("NatGateways", () => {
  let registered: Registered[];
  beforeEach(async () => {
    registered = await recordResources();
  });

  async function gatewayIds(plan: NatPlan): Promise<string[]> {
    const nat = await declare(
      () =>
        new NatGateways("nat", {
          region: "eu-west-1",
          plan,
          vpcId: "vpc-1",
          zoneIds: ["euw1-az1", "euw1-az2", "euw1-az3"],
          publicSubnetIds: ["subnet-1", "subnet-2", "subnet-3"],
          internetGateway: new pulumi.ComponentResource("test:index:Gateway", "igw"),
        }),
    );
    return resolved(pulumi.all([...nat.gatewayIds]));
  }
  const inputsOf = (type: string) => registered.filter((r) => r.type === type).map((r) => r.inputs);

  it("makes one object for all zones in regional mode, without subnet or address", async () => {
    expect(await gatewayIds({ mode: "regional" })).toEqual(["nat-gateway-id", "nat-gateway-id", "nat-gateway-id"]);
    expect(inputsOf("aws:ec2/natGateway:NatGateway")).toEqual([
      {
        region: "eu-west-1",
        vpcId: "vpc-1",
        availabilityMode: "regional",
        connectivityType: "public",
        tags: { Name: "nat" },
      },
    ]);
    expect(inputsOf("aws:ec2/eip:Eip")).toEqual([]);
  });

  it("gives the zone without a gateway another zone's", async () => {
    expect(await gatewayIds({ mode: "zonal", gatewayCount: 2 })).toEqual([
      "nat-euw1-az1-gateway-id",
      "nat-euw1-az2-gateway-id",
      "nat-euw1-az1-gateway-id",
    ]);
    expect(inputsOf("aws:ec2/natGateway:NatGateway").map(({ subnetId }) => subnetId)).toEqual(["subnet-1", "subnet-2"]);
    expect(inputsOf("aws:ec2/eip:Eip")).toHaveLength(2);
  });

  it("calls the one gateway of single mode what zonal mode would, so that more can join it", async () => {
    expect(new Set(await gatewayIds({ mode: "single" }))).toEqual(new Set(["nat-euw1-az1-gateway-id"]));
  });
});
