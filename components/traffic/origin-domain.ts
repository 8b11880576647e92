import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { assertNoProblems, list, oneOf, type Problem } from "../checks";
import { regionProblems } from "../network/zone-ids";
import { domainProblems } from "./domain-name";
import { originNames } from "./origin-names";
import type { TrafficSettings } from "./settings";

export interface OriginDomainArgs {
  /** E.g. `stream.example.com`; viewers' names and the origin's lie below it. */
  readonly domain: string;
  readonly zone: TrafficSettings["zone"];
  /** Each gets its certificates: a load balancer takes none of another region. */
  readonly regions: readonly string[];
  readonly protectStateful: boolean;
}

/** What a listener presents. Known once issued. */
export interface EntranceCertificates {
  /** For `origin.<domain>` and the names below it: what CloudFront and people who look at one region ask for. */
  readonly originArn: pulumi.Output<string>;
  /** For the domain and the names directly below it: CloudFront asks for the viewer's host name where it forwards that. */
  readonly viewersArn: pulumi.Output<string>;
}

/** Everything wrong with `args`; empty when it can be declared. Pure: it needs no engine and no cloud. */
export function originDomainProblems({ domain, zone, regions }: OriginDomainArgs): Problem[] {
  return [
    ...domainProblems("domain", domain),
    ...oneOf("zone", zone, ["declared", "existing"]),
    ...list("regions", regions, 1, 100, regionProblems),
  ];
}

/**
 * A domain's public zone and, in every region, certificates for the names in it. For one name and account ACM wants the same
 * validation record in every region, so the records are declared here, once, and not beside the load balancers.
 * Source: https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html
 */
export class OriginDomain extends pulumi.ComponentResource {
  readonly zoneId: pulumi.Output<string>;
  /** To be entered at the parent domain. */
  readonly nameServers: pulumi.Output<string[]>;
  /** By region. */
  readonly certificates: Readonly<Record<string, EntranceCertificates>>;

  /** @throws {ArgsError} listing every argument that cannot be built. */
  constructor(name: string, args: OriginDomainArgs, opts?: pulumi.ComponentResourceOptions) {
    assertNoProblems(`OriginDomain "${name}"`, originDomainProblems(args));
    super("p95:traffic:OriginDomain", name, {}, opts);
    const { domain, regions } = args;

    const zone = this.zone(name, args);
    this.zoneId = zone.zoneId;
    this.nameServers = zone.nameServers;

    const origin = this.issued(`${name}-origin`, originNames(domain).origin, regions);
    const viewers = this.issued(`${name}-viewers`, domain, regions);
    this.certificates = Object.fromEntries(
      regions.map((region, i) => [region, { originArn: origin[i]!, viewersArn: viewers[i]! }]),
    );
    this.registerOutputs({ zoneId: this.zoneId, nameServers: this.nameServers, certificates: this.certificates });
  }

  private zone(name: string, { domain, zone, protectStateful }: OriginDomainArgs) {
    if (zone === "existing") return aws.route53.getZoneOutput({ name: domain, privateZone: false }, { parent: this });
    const { id, nameServers } = new aws.route53.Zone(
      `${name}-zone`,
      {
        name: domain,
        comment: "Origin and viewers' names",
        enableAcceleratedRecovery: true, // records can be changed while us-east-1, where Route 53 is managed, is down
      },
      { parent: this, protect: protectStateful },
    );
    return { zoneId: id, nameServers };
  }

  /** ARNs of the certificates of `base` and all names one label below it, by region. Both names share one validation record. */
  private issued(name: string, base: string, regions: readonly string[]): pulumi.Output<string>[] {
    const child = { parent: this };
    const certificates = regions.map(
      (region) =>
        new aws.acm.Certificate(
          `${name}-${region}`,
          {
            region,
            domainName: base,
            subjectAlternativeNames: [`*.${base}`],
            validationMethod: "DNS",
            keyAlgorithm: "RSA_2048", // which other keys Route 53's health checkers accept is not documented
          },
          child,
        ),
    );
    const asked = certificates[0]!.domainValidationOptions[0]!;
    const validation = new aws.route53.Record(
      `${name}-validation`,
      {
        zoneId: this.zoneId,
        name: asked.resourceRecordName,
        type: asked.resourceRecordType,
        records: [asked.resourceRecordValue],
        ttl: 300,
      },
      { ...child, deleteBeforeReplace: true }, // a second record of the same name would be refused
    );
    return regions.map((region, i) => {
      const certificateArn = certificates[i]!.arn;
      return new aws.acm.CertificateValidation(
        `${name}-${region}-issued`,
        { region, certificateArn, validationRecordFqdns: [validation.fqdn] },
        child,
      ).certificateArn;
    });
  }
}
