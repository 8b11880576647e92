import { beforeEach, describe, expect, it } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import {
  RegionNetwork,
  type RegionNetworkArgs,
  regionNetworkProblems,
} from "../../../components/network/region-network";
import { declare, type Registered, recordResources, resolved } from "../../support/mocks";

const args: RegionNetworkArgs = {
  region: "eu-west-1",
  cidrBlock: "10.33.0.0/16",
  zoneIds: ["euw1-az1", "euw1-az2", "euw1-az3"],
  nat: { mode: "zonal", gatewayCount: 2 },
  interfaceEndpoints: ["sts", "ecr.api"],
  flowLogTraffic: "REJECT",
  logRetentionDays: 14,
  accountId: "111122223333",
};

describe("regionNetworkProblems()", () => {
  it("accepts two zones and three", () => {
    expect(regionNetworkProblems(args)).toEqual([]);
    expect(regionNetworkProblems({ ...args, zoneIds: args.zoneIds.slice(0, 2) })).toEqual([]);
  });

  it("reports nothing but problems on arguments that are missing altogether", () => {
    expect(regionNetworkProblems({} as RegionNetworkArgs).map(({ path }) => path)).toEqual([
      "region",
      "cidrBlock",
      "zoneIds",
      "nat",
      "interfaceEndpoints",
      "flowLogTraffic",
      "logRetentionDays",
    ]);
  });
});

describe("RegionNetwork", () => {
  let registered: Registered[];
  beforeEach(async () => {
    registered = await recordResources();
  });
  const ofType = (type: string) => registered.filter((r) => r.type === type);

  const network = (changes: Partial<RegionNetworkArgs> = {}) =>
    declare(() => new RegionNetwork("eu-west-1-network", { ...args, ...changes }));

  it("puts every subnet in its zone with its block, and hands out no public address by itself", async () => {
    await network();
    const subnets = ofType("aws:ec2/subnet:Subnet").map(({ inputs }) => [
      inputs.tags.Name,
      inputs.availabilityZoneId,
      inputs.cidrBlock,
      inputs.mapPublicIpOnLaunch,
    ]);
    expect(subnets.sort()).toEqual([
      ["eu-west-1-network-data-euw1-az1", "euw1-az1", "10.33.208.0/22", false],
      ["eu-west-1-network-data-euw1-az2", "euw1-az2", "10.33.212.0/22", false],
      ["eu-west-1-network-data-euw1-az3", "euw1-az3", "10.33.216.0/22", false],
      ["eu-west-1-network-private-euw1-az1", "euw1-az1", "10.33.0.0/18", false],
      ["eu-west-1-network-private-euw1-az2", "euw1-az2", "10.33.64.0/18", false],
      ["eu-west-1-network-private-euw1-az3", "euw1-az3", "10.33.128.0/18", false],
      ["eu-west-1-network-public-euw1-az1", "euw1-az1", "10.33.192.0/22", false],
      ["eu-west-1-network-public-euw1-az2", "euw1-az2", "10.33.196.0/22", false],
      ["eu-west-1-network-public-euw1-az3", "euw1-az3", "10.33.200.0/22", false],
    ]);
  });

  it("tags subnets with what EKS and FIS look for", async () => {
    await network();
    const tagsOf = (tier: string) => {
      const { Name: _, ...tags } = ofType("aws:ec2/subnet:Subnet").find((r) => r.name.includes(tier))!.inputs.tags;
      return tags;
    };
    expect(tagsOf("-public-")).toEqual({ "kubernetes.io/role/elb": "1" });
    expect(tagsOf("-private-")).toEqual({ "kubernetes.io/role/internal-elb": "1", AzImpairmentPower: "DisruptSubnet" });
    expect(tagsOf("-data-")).toEqual({ AzImpairmentPower: "DisruptSubnet" });
  });

  it("leads public subnets to the internet, private ones to a NAT gateway and data subnets nowhere", async () => {
    await network();
    const routes = ofType("aws:ec2/route:Route").map(({ inputs }) => inputs);
    const gatewayOf = (zone: number) => `eu-west-1-network-nat-euw1-az${zone}-gateway-id`;
    const everywhere = { region: "eu-west-1", destinationCidrBlock: "0.0.0.0/0" };
    expect(routes.sort((a, b) => (a.routeTableId < b.routeTableId ? -1 : 1))).toEqual([
      { ...everywhere, routeTableId: "eu-west-1-network-private-euw1-az1-routes-id", natGatewayId: gatewayOf(1) },
      { ...everywhere, routeTableId: "eu-west-1-network-private-euw1-az2-routes-id", natGatewayId: gatewayOf(2) },
      { ...everywhere, routeTableId: "eu-west-1-network-private-euw1-az3-routes-id", natGatewayId: gatewayOf(1) },
      { ...everywhere, routeTableId: "eu-west-1-network-public-routes-id", gatewayId: "eu-west-1-network-igw-id" },
    ]);
  });

  it("attaches each subnet to its tier's table, private ones to their zone's", async () => {
    await network({ zoneIds: ["euw1-az1", "euw1-az2"] });
    const pairs = ofType("aws:ec2/routeTableAssociation:RouteTableAssociation").map(({ inputs }) => [
      inputs.subnetId.replace("eu-west-1-network-", ""),
      inputs.routeTableId.replace("eu-west-1-network-", ""),
    ]);
    expect(pairs.sort()).toEqual([
      ["data-euw1-az1-subnet-id", "data-routes-id"],
      ["data-euw1-az2-subnet-id", "data-routes-id"],
      ["private-euw1-az1-subnet-id", "private-euw1-az1-routes-id"],
      ["private-euw1-az2-subnet-id", "private-euw1-az2-routes-id"],
      ["public-euw1-az1-subnet-id", "public-routes-id"],
      ["public-euw1-az2-subnet-id", "public-routes-id"],
    ]);
  });

  it("switches on what private DNS of endpoints needs and shuts the default security group", async () => {
    await network();
    expect(ofType("aws:ec2/vpc:Vpc").map(({ inputs }) => inputs)).toEqual([
      {
        region: "eu-west-1",
        cidrBlock: "10.33.0.0/16",
        enableDnsSupport: true,
        enableDnsHostnames: true,
        enableNetworkAddressUsageMetrics: true,
        tags: { Name: "eu-west-1-network" },
      },
    ]);
    expect(ofType("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup").map(({ inputs }) => inputs)).toEqual([
      { region: "eu-west-1", vpcId: "eu-west-1-network-vpc-id" },
    ]);
  });

  it("changes routes only when the NAT mode changes", async () => {
    const namesIn = async (nat: RegionNetworkArgs["nat"]) => {
      registered = await recordResources();
      await network({ nat });
      return registered.map(({ name }) => name).filter((name) => !name.includes("-network-nat"));
    };
    const zonal = await namesIn({ mode: "zonal", gatewayCount: 2 });
    expect((await namesIn({ mode: "regional" })).sort()).toEqual(zonal.sort());
  });

  it("keeps the names of two zones when a third joins", async () => {
    await network({ zoneIds: ["euw1-az1", "euw1-az2"] });
    const before = new Map(registered.map(({ name, inputs }) => [name, inputs.cidrBlock]));
    registered = await recordResources();
    await network();
    const after = new Map(registered.map(({ name, inputs }) => [name, inputs.cidrBlock]));
    for (const [name, cidrBlock] of before) expect([name, after.get(name)]).toEqual([name, cidrBlock]);
  });

  it("offers its parts in the order of the zones", async () => {
    const made = await network();
    expect(made.privateCidrBlocks).toEqual(["10.33.0.0/18", "10.33.64.0/18", "10.33.128.0/18"]);
    expect(await resolved(made.vpcId)).toBe("eu-west-1-network-vpc-id");
    expect(await resolved(pulumi.all([...made.publicSubnetIds]))).toEqual([
      "eu-west-1-network-public-euw1-az1-subnet-id",
      "eu-west-1-network-public-euw1-az2-subnet-id",
      "eu-west-1-network-public-euw1-az3-subnet-id",
    ]);
    expect(await resolved(pulumi.all([...made.privateSubnetIds]))).toEqual([
      "eu-west-1-network-private-euw1-az1-subnet-id",
      "eu-west-1-network-private-euw1-az2-subnet-id",
      "eu-west-1-network-private-euw1-az3-subnet-id",
    ]);
    expect(await resolved(pulumi.all([...made.privateRouteTableIds, ...made.dataRouteTableIds]))).toEqual([
      "eu-west-1-network-private-euw1-az1-routes-id",
      "eu-west-1-network-private-euw1-az2-routes-id",
      "eu-west-1-network-private-euw1-az3-routes-id",
      "eu-west-1-network-data-routes-id",
    ]);
  });

  it("takes private and data subnets to S3 and DynamoDB without NAT", async () => {
    await network();
    const tables = ofType("aws:ec2/vpcEndpoint:VpcEndpoint")
      .filter(({ inputs }) => inputs.vpcEndpointType === "Gateway")
      .map(({ inputs }) => [inputs.serviceName, inputs.routeTableIds]);
    const everyTable = [
      "eu-west-1-network-private-euw1-az1-routes-id",
      "eu-west-1-network-private-euw1-az2-routes-id",
      "eu-west-1-network-private-euw1-az3-routes-id",
      "eu-west-1-network-data-routes-id",
    ];
    expect(tables).toEqual([
      ["com.amazonaws.eu-west-1.s3", everyTable],
      ["com.amazonaws.eu-west-1.dynamodb", everyTable],
    ]);
  });

  it("makes addresses and NAT gateways after the internet gateway", async () => {
    await network();
    const names = registered.map(({ name }) => name);
    const nat = names.filter((name) => /-nat-.*-(address|gateway)$/.test(name));
    expect(nat).toHaveLength(4);
    for (const name of nat) expect(names.indexOf(name)).toBeGreaterThan(names.indexOf("eu-west-1-network-igw"));
  });

  it("lets a private subnet be used once its way out is there, and keeps that until the last user has gone", async () => {
    const made = await network();
    // Internal to the SDK, and the only place where an output tells what it waits for.
    const output = made.privateSubnetIds[2] as unknown as { allResources(): Promise<Set<pulumi.Resource>> };
    const needed = await Promise.all([...(await output.allResources())].map(({ urn }) => resolved(urn)));
    expect(needed.map((urn) => urn.split("::").at(-1)).sort()).toEqual([
      "eu-west-1-network-private-euw1-az3-association",
      "eu-west-1-network-private-euw1-az3-out",
      "eu-west-1-network-private-euw1-az3-subnet",
    ]);
  });

  it("reports every problem at once and registers nothing", () => {
    const wrong = { ...args, cidrBlock: "10.33.1.0/16", zoneIds: ["euw1-az1", "use1-az2"] };
    expect(() => new RegionNetwork("net", wrong)).toThrow(
      'Cannot declare RegionNetwork "net"\n' +
        '  cidrBlock: must be a /16 on its own boundary such as "10.32.0.0/16", got "10.33.1.0/16"\n' +
        '  zoneIds[1]: must be a zone ID of its region such as "euw1-az1", got "use1-az2"',
    );
    expect(registered).toEqual([]);
  });
});
