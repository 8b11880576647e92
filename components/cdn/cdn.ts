import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { assertNoProblems, must, type Problem } from "../checks";
import type { EventBusAddress } from "../messaging/event-bus";
import { regionProblems } from "../network/zone-ids";
import { logRetentionProblems } from "../observability/log-retention";
import { domainProblems } from "../traffic/domain-name";
import { AccessLogs } from "./access-logs";
import { AppDistribution } from "./app-distribution";
import { CachePolicies } from "./cache-policies";
import { CdnAlarms, type EdgeTopics } from "./cdn-alarms";
import { type ClientAsset, clientAssetsProblems } from "./client-asset";
import { ClientAssets } from "./client-assets";
import type { DistributionAddress } from "./distribution-parts";
import { EdgeFirewall } from "./edge-firewall";
import { EdgeFunctions } from "./edge-functions";
import { Invalidation } from "./invalidation";
import { MediaDistribution } from "./media-distribution";
import { OriginBuckets, type OriginBucketsArgs } from "./origin-buckets";
import { OriginRequestPolicies } from "./origin-request-policies";
import { OriginVerification } from "./origin-verification";
import { ResponseHeaders } from "./response-headers";
import { type CdnSettings, cdnSettingsProblems } from "./settings";
import { shieldRegion } from "./shield-region";
import { SignedAccess } from "./signed-access";
import { type SigningKeys, signingKeysProblems } from "./signing-key";
import { ViewerDns } from "./viewer-dns";
import { viewerNames } from "./viewer-names";

export interface CdnArgs {
  /** Where viewers go; the API's origin is `origin.<domain>`, which must answer before they come. */
  readonly domain: string;
  readonly zoneId: pulumi.Input<string>;
  /** Of us-east-1, for the domain and the names directly below it. */
  readonly certificateArn: pulumi.Input<string>;
  /** Where the buckets are and the catalogue speaks. */
  readonly region: string;
  readonly accountId: pulumi.Input<string>;
  readonly settings: CdnSettings;
  /** Keys whose signatures open video. With none there is no distribution for it, rather than an open one. */
  readonly signingKeys: SigningKeys;
  readonly clientAssets: readonly ClientAsset[];
  /** On which the catalogue is heard in `region`. */
  readonly bus: EventBusAddress;
  /** Topics in `region`. */
  readonly pageTopicArn: pulumi.Input<string>;
  readonly ticketTopicArn: pulumi.Input<string>;
  /** @default none - a stack without a region in us-east-1 has no topics there */
  readonly edgeTopics?: EdgeTopics | undefined;
  readonly logRetentionDays: number;
  readonly protectStateful: boolean;
}

/** Everything wrong with `args`; empty when it can be declared. Pure: it needs no engine and no cloud. */
export function cdnProblems(args: CdnArgs): Problem[] {
  const { domain, region, settings } = args;
  const copyRegion = settings?.copyRegion;
  const regions = copyRegion === undefined ? [region] : [region, copyRegion];
  return [
    ...domainProblems("domain", domain),
    ...regionProblems("region", region),
    ...cdnSettingsProblems("settings", settings),
    ...must(copyRegion !== region, "settings.copyRegion", "differ from region", copyRegion),
    ...regions.flatMap((each) =>
      must(
        settings?.originShield !== true || shieldRegion(each) !== undefined,
        "settings.originShield",
        `be false: AWS names no Origin Shield for ${each}`,
        true,
      ),
    ),
    ...signingKeysProblems("signingKeys", args.signingKeys),
    ...clientAssetsProblems("clientAssets", args.clientAssets),
    ...logRetentionProblems("logRetentionDays", args.logRetentionDays),
  ];
}

/** What all behaviours are made of. */
interface Parts {
  readonly cache: CachePolicies;
  readonly originRequests: OriginRequestPolicies;
  readonly headers: ResponseHeaders;
  readonly functions: EdgeFunctions;
  readonly originAccessControlId: pulumi.Output<string>;
}

/** Between viewers and everything else, in every country at once: what can be answered there never reaches a region. */
export class Cdn extends pulumi.ComponentResource {
  readonly appDistributionId: pulumi.Output<string>;
  /** Undefined without signing keys, as everything about video. */
  readonly mediaDistributionId: pulumi.Output<string> | undefined;
  readonly mediaBucketName: pulumi.Output<string> | undefined;
  /** What a signature names its key by, by the key's name. */
  readonly signingKeyIds: Readonly<Record<string, pulumi.Output<string>>>;
  /** What NGINX finds in `x-origin-verify` of requests that came through this CDN. A secret. */
  readonly originVerification: pulumi.Output<string>;
  readonly accessLogsBucketName: pulumi.Output<string>;
  readonly storeArn: pulumi.Output<string>;
  readonly invalidationQueueUrl: pulumi.Output<string>;

  /** @throws {ArgsError} listing every argument that cannot be built. */
  constructor(name: string, args: CdnArgs, opts?: pulumi.ComponentResourceOptions) {
    assertNoProblems(`Cdn "${name}"`, cdnProblems(args));
    super("p95:cdn:Cdn", name, {}, opts);
    const { zoneId, region, accountId, settings, bus, logRetentionDays, protectStateful } = args;
    const child = { parent: this };

    const parts = this.parts(name, args);
    const firewall = new EdgeFirewall(`${name}-firewall`, { settings: settings.firewall, logRetentionDays }, child);
    const verification = new OriginVerification(`${name}-origin-verify`, child);
    const app = this.app(name, args, parts, firewall.webAclArn, verification.value);
    const access =
      Object.keys(args.signingKeys).length > 0 ? new SignedAccess(`${name}-keys`, args.signingKeys, child) : undefined;
    const media = access && this.media(name, args, parts, access);

    const both = { app, ...(media && { media: media.distribution }) };
    const arns = Object.fromEntries(Object.entries(both).map(([role, { distributionArn }]) => [role, distributionArn]));
    const logs = new AccessLogs(
      `${name}-logs`,
      { accountId, distributions: arns, retentionDays: logRetentionDays, protect: protectStateful },
      child,
    );
    const topics = { pageTopicArn: args.pageTopicArn, ticketTopicArn: args.ticketTopicArn };
    const invalidation = new Invalidation(
      `${name}-invalidation`,
      { region, bus, settings: settings.invalidation, ...both, ...topics, logRetentionDays, protectStateful },
      child,
    );
    new CdnAlarms(
      `${name}-alarms`,
      {
        settings,
        distributionIds: { app: app.distributionId, media: media?.distribution.distributionId },
        functionNames: parts.functions.names,
        webAclMetricName: firewall.metricName,
        topics: args.edgeTopics,
      },
      child,
    );
    this.dns(name, args, zoneId, both);

    this.appDistributionId = app.distributionId;
    this.mediaDistributionId = media?.distribution.distributionId;
    this.mediaBucketName = media?.bucketName;
    this.signingKeyIds = access?.keyIds ?? {};
    this.originVerification = verification.value;
    this.accessLogsBucketName = logs.bucketName;
    this.storeArn = parts.functions.storeArn;
    this.invalidationQueueUrl = invalidation.queueUrl;
    this.registerOutputs({
      appDistributionId: this.appDistributionId,
      mediaDistributionId: this.mediaDistributionId,
      mediaBucketName: this.mediaBucketName,
      signingKeyIds: this.signingKeyIds,
      originVerification: this.originVerification,
      accessLogsBucketName: this.accessLogsBucketName,
      storeArn: this.storeArn,
      invalidationQueueUrl: this.invalidationQueueUrl,
    });
  }

  private parts(name: string, { domain, settings, logRetentionDays }: CdnArgs): Parts {
    const child = { parent: this };
    return {
      cache: new CachePolicies(`${name}-cache`, child),
      originRequests: new OriginRequestPolicies(`${name}-origin`, child),
      headers: new ResponseHeaders(`${name}-headers`, domain, child),
      functions: new EdgeFunctions(`${name}-functions`, { settings, logRetentionDays }, child),
      originAccessControlId: new aws.cloudfront.OriginAccessControl(
        `${name}-access`,
        { originAccessControlOriginType: "s3", signingBehavior: "always", signingProtocol: "sigv4" },
        child,
      ).id,
    };
  }

  private app(
    name: string,
    args: CdnArgs,
    { functions, ...parts }: Parts,
    webAclArn: pulumi.Input<string>,
    originVerification: pulumi.Input<string>,
  ): DistributionAddress {
    const { domain, settings, certificateArn } = args;
    const buckets = this.buckets(`${name}-client`, args, false, []);
    for (const { role, region, bucket } of buckets.all) {
      const assetsArgs = { region, bucket: bucket.bucketName, assets: args.clientAssets };
      new ClientAssets(`${name}-assets-${role}`, assetsArgs, { parent: this });
    }
    const { personaliseArn } = functions;
    const own = {
      domain,
      settings,
      buckets: buckets.all,
      certificateArn,
      webAclArn,
      personaliseArn,
      originVerification,
    };
    return new AppDistribution(`${name}-app`, { ...own, ...parts }, { parent: this });
  }

  private media(name: string, args: CdnArgs, { functions, ...parts }: Parts, { keyGroupId }: SignedAccess) {
    const { domain, settings, certificateArn } = args;
    const buckets = this.buckets(`${name}-media-files`, args, true, [RARELY_WATCHED]);
    const { startQualityArn } = functions;
    const own = { domain, settings, buckets: buckets.all, certificateArn, keyGroupId, startQualityArn };
    const distribution = new MediaDistribution(`${name}-media`, { ...own, ...parts }, { parent: this });
    return { distribution, bucketName: buckets.home.bucket.bucketName };
  }

  private buckets(
    name: string,
    { region, settings, protectStateful }: CdnArgs,
    replicated: boolean,
    lifecycle: OriginBucketsArgs["lifecycle"],
  ): OriginBuckets {
    const bucketsArgs = { region, copyRegion: settings.copyRegion, replicated, lifecycle, protect: protectStateful };
    return new OriginBuckets(name, bucketsArgs, { parent: this });
  }

  private dns(
    name: string,
    { domain }: CdnArgs,
    zoneId: pulumi.Input<string>,
    { app, media }: { readonly app: DistributionAddress; readonly media?: DistributionAddress },
  ): void {
    const names = viewerNames(domain);
    new ViewerDns(`${name}-dns-app`, { zoneId, names: names.app, distribution: app }, { parent: this });
    if (media === undefined) return;
    new ViewerDns(`${name}-dns-media`, { zoneId, names: [names.media], distribution: media }, { parent: this });
  }
}

/**
 * What nobody watches for a month costs half, and is there at once when somebody does.
 * Source: https://aws.amazon.com/s3/storage-classes/intelligent-tiering/
 */
const RARELY_WATCHED = {
  id: "rarely-watched",
  status: "Enabled",
  filter: { prefix: "titles/" },
  transitions: [{ days: 0, storageClass: "INTELLIGENT_TIERING" }],
};
