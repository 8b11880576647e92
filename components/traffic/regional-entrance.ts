import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { assertNoProblems, must, type Problem, wholeNumber } from "../checks";
import type { ClientAddress } from "../ingress/settings";
import { regionProblems } from "../network/zone-ids";
import { EntranceAlarms } from "./entrance-alarms";
import { EntranceFirewall } from "./entrance-firewall";
import { HEALTH_PATH, INGRESS_PORT } from "./ingress-contract";
import type { EntranceCertificates } from "./origin-domain";
import { practiceWindows } from "./practice-windows";
import type { EntranceSettings } from "./settings";

/**
 * A load balancer's name has 32 characters; auto-naming takes 8 and `-nlb` 4. Long enough for `ap-southeast-1-entry`.
 * Source: https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html
 */
const MAX_NAME_LENGTH = 20;

export interface RegionalEntranceArgs {
  readonly region: string;
  readonly settings: EntranceSettings;
  readonly vpcId: pulumi.Input<string>;
  /** Public, one a zone. Taking one away replaces the load balancer. */
  readonly subnetIds: readonly pulumi.Input<string>[];
  /** The cluster that registers its pods: EKS Auto Mode touches only target groups that carry its name. */
  readonly clusterName: pulumi.Input<string>;
  /** How NGINX expects to learn a viewer's address. */
  readonly clientAddress: ClientAddress;
  /** Group of the NGINX pods. */
  readonly podSecurityGroupId: pulumi.Input<string>;
  readonly certificates: EntranceCertificates;
  /** When the region is asleep. Unit: hour of the day in UTC, 0 to 23. */
  readonly quietHourUtc: number;
  readonly pageTopicArn: pulumi.Input<string>;
  readonly ticketTopicArn: pulumi.Input<string>;
  readonly protectStateful: boolean;
}

/** Everything wrong with `args`; empty when it can be declared. Pure: it needs no engine and no cloud. */
export function regionalEntranceProblems(name: string, args: RegionalEntranceArgs): Problem[] {
  return [
    ...must(name.length <= MAX_NAME_LENGTH, "name", `be up to ${MAX_NAME_LENGTH} characters`, name),
    ...regionProblems("region", args.region),
    ...wholeNumber("quietHourUtc", args.quietHourUtc, 0, 23, "o'clock"),
    ...must(args.subnetIds.length > 0, "subnetIds", "name a subnet", args.subnetIds),
  ];
}

/**
 * Where a region's traffic comes in: a network load balancer that ends TLS and hands HTTP to the NGINX pods. Declared here and not
 * by a controller inside the cluster, so that DNS, alarms and experiments know it; the cluster binds pods to `targetGroupArn`.
 */
export class RegionalEntrance extends pulumi.ComponentResource {
  readonly loadBalancerArn: pulumi.Output<string>;
  /** What CloudWatch calls it. */
  readonly loadBalancerSuffix: pulumi.Output<string>;
  readonly targetGroupArn: pulumi.Output<string>;
  /** What the region's DNS record points at, with its zone. */
  readonly dnsName: pulumi.Output<string>;
  readonly dnsZoneId: pulumi.Output<string>;

  /** @throws {ArgsError} listing every argument that cannot be built. */
  constructor(name: string, args: RegionalEntranceArgs, opts?: pulumi.ComponentResourceOptions) {
    assertNoProblems(`RegionalEntrance "${name}"`, regionalEntranceProblems(name, args));
    super("p95:traffic:RegionalEntrance", name, {}, opts);
    const { region, settings, vpcId, podSecurityGroupId, pageTopicArn, ticketTopicArn } = args;

    const firewall = new EntranceFirewall(`${name}-firewall`, { region, vpcId, podSecurityGroupId }, { parent: this });
    const balancer = this.balancer(name, args, firewall.securityGroupIds);
    const targets = this.targets(name, args);
    this.listen(name, args, balancer, targets);
    const alarms = new EntranceAlarms(
      `${name}-alarms`,
      {
        region,
        loadBalancerSuffix: balancer.arnSuffix,
        targetGroupSuffix: targets.arnSuffix,
        minHealthyTargets: settings.minHealthyTargets,
        pageTopicArn,
        ticketTopicArn,
      },
      { parent: this },
    );
    if (settings.zonalAutoshift) this.autoshift(name, args, balancer, alarms);

    this.loadBalancerArn = balancer.arn;
    this.loadBalancerSuffix = balancer.arnSuffix;
    this.targetGroupArn = targets.arn;
    this.dnsName = balancer.dnsName;
    this.dnsZoneId = balancer.zoneId;
    this.registerOutputs({
      loadBalancerArn: this.loadBalancerArn,
      targetGroupArn: this.targetGroupArn,
      dnsName: this.dnsName,
      dnsZoneId: this.dnsZoneId,
    });
  }

  private balancer(
    name: string,
    { region, subnetIds, protectStateful }: RegionalEntranceArgs,
    securityGroups: readonly pulumi.Output<string>[],
  ): aws.lb.LoadBalancer {
    return new aws.lb.LoadBalancer(
      `${name}-nlb`, // auto-named: a replacement exists before the old one goes
      {
        region,
        loadBalancerType: "network",
        internal: false,
        ipAddressType: "ipv4",
        subnets: [...subnetIds],
        securityGroups: [...securityGroups], // from the start: a first group on a load balancer without one replaces it
        enableCrossZoneLoadBalancing: true, // pods are not spread evenly over zones while they scale
        enableZonalShift: true,
        dnsRecordClientRoutingPolicy: "any_availability_zone", // its clients are outside, where no zone is nearer
        enableDeletionProtection: protectStateful,
        tags: { Name: name },
      },
      { parent: this, protect: protectStateful },
    );
  }

  private targets(name: string, args: RegionalEntranceArgs): aws.lb.TargetGroup {
    const { region, settings, vpcId, clusterName, clientAddress } = args;
    const announced = clientAddress === "proxy-protocol";
    return new aws.lb.TargetGroup(
      `${name}-tg`, // auto-named: most properties replace it, and one in use cannot be deleted first
      {
        region,
        vpcId,
        targetType: "ip",
        protocol: "TCP",
        port: INGRESS_PORT,
        preserveClientIp: announced ? "false" : "true", // the provider wants text; NGINX believes the load balancer's own addresses
        ...(announced && { proxyProtocolV2: true }),
        deregistrationDelay: settings.drainSeconds,
        connectionTermination: true,
        targetHealthStates: [{ enableUnhealthyConnectionTermination: true }], // CloudFront opens another; an idle one would hang
        healthCheck: {
          protocol: "HTTP",
          path: HEALTH_PATH,
          port: "traffic-port",
          matcher: "200",
          interval: 10,
          timeout: 5,
          healthyThreshold: 2,
          unhealthyThreshold: 2,
        },
        tags: { Name: name, "eks:eks-cluster-name": clusterName },
      },
      { parent: this, replaceOnChanges: ["proxyProtocolV2"] }, // pods expect the header or refuse it: old and new ones cannot share
    );
  }

  private listen(
    name: string,
    { region, certificates }: RegionalEntranceArgs,
    balancer: aws.lb.LoadBalancer,
    targets: aws.lb.TargetGroup,
  ): void {
    const listener = new aws.lb.Listener(
      `${name}-https`,
      {
        region,
        loadBalancerArn: balancer.arn,
        port: 443,
        protocol: "TLS",
        sslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
        certificateArn: certificates.originArn,
        alpnPolicy: "HTTP1Only", // NGINX behind it is spoken to in plain HTTP/1.1, and CloudFront asks origins for nothing newer
        defaultActions: [{ type: "forward", targetGroupArn: targets.arn }],
      },
      { parent: this },
    );
    new aws.lb.ListenerCertificate(
      `${name}-viewers`,
      { region, listenerArn: listener.arn, certificateArn: certificates.viewersArn },
      { parent: this },
    );
  }

  private autoshift(
    name: string,
    { region, quietHourUtc }: RegionalEntranceArgs,
    balancer: aws.lb.LoadBalancer,
    alarms: EntranceAlarms,
  ): void {
    new aws.arczonalshift.ZonalAutoshiftConfiguration(
      `${name}-autoshift`,
      {
        region,
        resourceArn: balancer.arn,
        zonalAutoshiftStatus: "ENABLED",
        outcomeAlarms: [{ type: "CLOUDWATCH", alarmIdentifier: alarms.fewHealthyArn }],
        allowedWindows: practiceWindows(quietHourUtc),
      },
      { parent: this },
    );
  }
}
