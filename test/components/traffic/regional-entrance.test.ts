import { beforeAll, describe, expect, it } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { RegionalEntrance, type RegionalEntranceArgs } from "../../../components/traffic/regional-entrance";
import { type Declared, declared } from "../../support/declared";
import { resolved } from "../../support/mocks";
import { geolocation } from "./samples";

const args: RegionalEntranceArgs = {
  region: "ap-southeast-1",
  settings: geolocation.entrance,
  vpcId: "vpc-1",
  subnetIds: ["subnet-a", "subnet-b"],
  clusterName: "p95",
  clientAddress: "x-forwarded-for",
  podSecurityGroupId: "sg-pods",
  certificates: { originArn: pulumi.output("arn:origin"), viewersArn: pulumi.output("arn:viewers") },
  quietHourUtc: 20,
  pageTopicArn: "arn:page",
  ticketTopicArn: "arn:ticket",
  protectStateful: true,
};
const LISTS = "aws:ec2/getManagedPrefixList:getManagedPrefixList";
const NAME = "ap-southeast-1-entry"; // with the longest name of a region

let entrance: RegionalEntrance;
const make = (of: Partial<RegionalEntranceArgs> = {}) =>
  declared(
    (opts) => {
      entrance = new RegionalEntrance(NAME, { ...args, ...of }, opts);
    },
    { [LISTS]: ({ name, region }) => ({ id: `pl of ${name} in ${region}` }) },
  );

describe("RegionalEntrance", () => {
  let made: Declared;
  beforeAll(async () => {
    made = await make();
  });

  it("declares exactly its parts, all in its region", () => {
    expect(made.names()).toEqual(
      [
        "alarms-fail-open",
        "alarms-few-healthy",
        "alarms-ports",
        "alarms-tls",
        "autoshift",
        "firewall-checkers-at-pods",
        "firewall-checkers-group",
        "firewall-checkers-https",
        "firewall-checkers-to-pods",
        "firewall-cloudfront-at-pods",
        "firewall-cloudfront-group",
        "firewall-cloudfront-https",
        "firewall-cloudfront-to-pods",
        "https",
        "nlb",
        "tg",
        "viewers",
      ].map((role) => `${NAME}-${role}`),
    );
    const regions = made.resources.filter(({ type }) => type.startsWith("aws:")).map(({ inputs }) => inputs.region);
    expect(new Set(regions)).toEqual(new Set(["ap-southeast-1"]));
  });

  it("balances over all zones, and keeps its security groups from the start", () => {
    expect(made.one(`${NAME}-nlb`)).toEqual({
      region: "ap-southeast-1",
      loadBalancerType: "network",
      internal: false,
      ipAddressType: "ipv4",
      subnets: ["subnet-a", "subnet-b"],
      securityGroups: [`${NAME}-firewall-cloudfront-group-id`, `${NAME}-firewall-checkers-group-id`],
      enableCrossZoneLoadBalancing: true,
      enableZonalShift: true,
      dnsRecordClientRoutingPolicy: "any_availability_zone",
      enableDeletionProtection: true,
      tags: { Name: NAME },
    });
    expect(made.options(`${NAME}-nlb`).protect).toBe(true);
  });

  it("lets Auto Mode register pods, and drops what hangs on a dead one", () => {
    expect(made.one(`${NAME}-tg`)).toEqual({
      region: "ap-southeast-1",
      vpcId: "vpc-1",
      targetType: "ip",
      protocol: "TCP",
      port: 80,
      preserveClientIp: "true",
      deregistrationDelay: 30,
      connectionTermination: true,
      targetHealthStates: [{ enableUnhealthyConnectionTermination: true }],
      healthCheck: {
        protocol: "HTTP",
        path: "/healthz",
        port: "traffic-port",
        matcher: "200",
        interval: 10,
        timeout: 5,
        healthyThreshold: 2,
        unhealthyThreshold: 2,
      },
      tags: { Name: NAME, "eks:eks-cluster-name": "p95" },
    });
  });

  it("ends TLS 1.2 and 1.3 with the certificate of the name asked for", () => {
    expect(made.one(`${NAME}-https`)).toEqual({
      region: "ap-southeast-1",
      loadBalancerArn: `arn:${NAME}-nlb`,
      port: 443,
      protocol: "TLS",
      sslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
      certificateArn: "arn:origin",
      alpnPolicy: "HTTP1Only",
      defaultActions: [{ type: "forward", targetGroupArn: `arn:${NAME}-tg` }],
    });
    expect(made.one(`${NAME}-viewers`)).toEqual({
      region: "ap-southeast-1",
      listenerArn: `arn:${NAME}-https`,
      certificateArn: "arn:viewers",
    });
  });

  it.each([
    ["cloudfront", "com.amazonaws.global.cloudfront.origin-facing"],
    ["checkers", "com.amazonaws.ap-southeast-1.route53-healthchecks"],
  ])("admits %s by AWS's own list and in a group of its own, and from there the pods", (who, list) => {
    const rule = (role: string) => made.one(`${NAME}-firewall-${who}-${role}`);
    const group = `${NAME}-firewall-${who}-group-id`;
    const region = "ap-southeast-1";
    const ipProtocol = "tcp";
    expect(rule("https")).toEqual({
      region,
      securityGroupId: group,
      prefixListId: `pl of ${list} in ${region}`,
      ipProtocol,
      fromPort: 443,
      toPort: 443,
    });
    const toPods = { region, ipProtocol, fromPort: 80, toPort: 80 };
    expect(rule("to-pods")).toEqual({ ...toPods, securityGroupId: group, referencedSecurityGroupId: "sg-pods" });
    expect(rule("at-pods")).toEqual({ ...toPods, securityGroupId: "sg-pods", referencedSecurityGroupId: group });
  });

  it("lets AWS take a zone out, and practise it while the region sleeps, unless pods go missing", () => {
    expect(made.one(`${NAME}-autoshift`)).toEqual({
      region: "ap-southeast-1",
      resourceArn: `arn:${NAME}-nlb`,
      zonalAutoshiftStatus: "ENABLED",
      outcomeAlarms: [{ type: "CLOUDWATCH", alarmIdentifier: `arn:${NAME}-alarms-few-healthy` }],
      allowedWindows: ["Tue:20:00-Wed:00:00", "Wed:20:00-Thu:00:00", "Thu:20:00-Fri:00:00"],
    });
  });

  it("pages for missing pods and refused connections, and files a ticket for TLS", () => {
    expect(made.one(`${NAME}-alarms-few-healthy`)).toMatchObject({
      namespace: "AWS/NetworkELB",
      metricName: "HealthyHostCount",
      statistic: "Minimum",
      comparisonOperator: "LessThanThreshold",
      threshold: 3,
      treatMissingData: "breaching",
      alarmActions: ["arn:page"],
    });
    const topics = ["fail-open", "ports", "tls"].map((role) => made.one(`${NAME}-alarms-${role}`).alarmActions[0]);
    expect(topics).toEqual(["arn:page", "arn:page", "arn:ticket"]);
  });

  it("has names that leave auto-naming its eight of 32 characters", () => {
    for (const role of ["nlb", "tg"]) expect(`${NAME}-${role}`.length + 8).toBeLessThanOrEqual(32);
    expect("name" in made.one(`${NAME}-nlb`) || "name" in made.one(`${NAME}-tg`)).toBe(false);
  });

  it("offers the cluster its target group and DNS its name", async () => {
    expect(await resolved(entrance.targetGroupArn)).toBe(`arn:${NAME}-tg`);
    expect(await resolved(entrance.loadBalancerArn)).toBe(`arn:${NAME}-nlb`);
  });

  it("leaves zones alone and can be deleted where settings say so", async () => {
    const small = await make({
      settings: { drainSeconds: 0, minHealthyTargets: 1, zonalAutoshift: false },
      protectStateful: false,
    });
    expect(small.names("aws:arczonalshift/zonalAutoshiftConfiguration:ZonalAutoshiftConfiguration")).toEqual([]);
    expect(small.one(`${NAME}-nlb`).enableDeletionProtection).toBe(false);
    expect(small.options(`${NAME}-nlb`).protect).toBe(false);
    expect(small.one(`${NAME}-tg`).deregistrationDelay).toBe(0);
  });

  it("says addresses in front of each connection where NGINX expects it, by a target group of its own", async () => {
    const tg = (declared: Declared) => {
      const { preserveClientIp, proxyProtocolV2 } = declared.one(`${NAME}-tg`);
      return { preserveClientIp, proxyProtocolV2, replaceOnChanges: declared.options(`${NAME}-tg`).replaceOnChanges };
    };
    const replaceOnChanges = ["proxyProtocolV2"];
    expect(tg(made)).toEqual({ preserveClientIp: "true", proxyProtocolV2: undefined, replaceOnChanges });
    expect(tg(await make({ clientAddress: "proxy-protocol" }))).toEqual({
      preserveClientIp: "false",
      proxyProtocolV2: true,
      replaceOnChanges,
    });
  });

  it("reports every problem at once", () => {
    const wrong = { ...args, region: "apse1", quietHourUtc: 24, subnetIds: [] };
    expect(() => new RegionalEntrance(`${NAME}s`, wrong)).toThrow(
      `Cannot declare RegionalEntrance "${NAME}s"\n` +
        `  name: must be up to 20 characters, got "${NAME}s"\n` +
        '  region: must be a region such as "eu-west-1", got "apse1"\n' +
        "  quietHourUtc: must be 0 to 23 o'clock, got 24\n" +
        "  subnetIds: must name a subnet, got a list of 0",
    );
  });
});
