import { beforeAll, describe, expect, it } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { Cdn, type CdnArgs } from "../../../components/cdn/cdn";
import { changed, type Declared, declared } from "../../support/declared";
import { resolved } from "../../support/mocks";
import { args, settings } from "./samples";

let cdn: Cdn;
const make = (of: Partial<CdnArgs> = {}) =>
  declared((opts) => {
    cdn = new Cdn("cdn", { ...args, ...of }, opts);
  });

/** Longest physical name of each type; auto-naming adds a hyphen and seven characters. Source: the APIs' references */
const MAX_LENGTH: Record<string, number> = {
  "cloudfront/cachePolicy": 128,
  "cloudfront/function": 64,
  "cloudfront/keyGroup": 128,
  "cloudfront/keyValueStore": 64,
  "cloudfront/originAccessControl": 64,
  "cloudfront/originRequestPolicy": 128,
  "cloudfront/publicKey": 128,
  "cloudfront/responseHeadersPolicy": 128,
  "cloudwatch/eventRule": 64,
  "cloudwatch/logDeliveryDestination": 60,
  "cloudwatch/logDeliverySource": 60,
  "cloudwatch/logGroup": 512,
  "cloudwatch/metricAlarm": 255,
  "iam/role": 64,
  "iam/rolePolicy": 128,
  "lambda/function": 64,
  "s3/bucket": 63,
  "sqs/queue": 75,
  "wafv2/webAcl": 128,
};
const kindOf = (type: string) => type.split(":")[1]!;

describe("Cdn", () => {
  let made: Declared;
  beforeAll(async () => {
    made = await make();
  });

  it("declares exactly its parts", () => {
    const counts: Record<string, number> = {};
    for (const { type } of made.resources.filter((resource) => resource.type.startsWith("aws:"))) {
      counts[kindOf(type)] = (counts[kindOf(type)] ?? 0) + 1;
    }
    expect(counts).toEqual({
      "cloudfront/cachePolicy": 5,
      "cloudfront/distribution": 2,
      "cloudfront/function": 2,
      "cloudfront/keyGroup": 1,
      "cloudfront/keyValueStore": 1,
      "cloudfront/keyvaluestoreKeysExclusive": 1,
      "cloudfront/monitoringSubscription": 2,
      "cloudfront/originAccessControl": 1,
      "cloudfront/originRequestPolicy": 3,
      "cloudfront/publicKey": 1,
      "cloudfront/responseHeadersPolicy": 3,
      "cloudwatch/eventRule": 1,
      "cloudwatch/eventTarget": 1,
      "cloudwatch/logDelivery": 2,
      "cloudwatch/logDeliveryDestination": 1,
      "cloudwatch/logDeliverySource": 2,
      "cloudwatch/logGroup": 4,
      "cloudwatch/metricAlarm": 13,
      "iam/role": 2,
      "iam/rolePolicy": 2,
      "lambda/eventSourceMapping": 1,
      "lambda/function": 1,
      "route53/record": 9,
      "s3/bucket": 5,
      "s3/bucketLifecycleConfiguration": 5,
      "s3/bucketObjectv2": 6,
      "s3/bucketOwnershipControls": 5,
      "s3/bucketPolicy": 5,
      "s3/bucketPublicAccessBlock": 5,
      "s3/bucketReplicationConfig": 1,
      "s3/bucketServerSideEncryptionConfiguration": 5,
      "s3/bucketVersioning": 4,
      "sqs/queue": 2,
      "sqs/queuePolicy": 2,
      "sqs/redriveAllowPolicy": 1,
      "wafv2/webAcl": 1,
      "wafv2/webAclLoggingConfiguration": 1,
    });
  });

  it("keeps what CloudFront wants there in us-east-1, and the rest in its region", () => {
    const regionOf = ({ type, inputs }: { type: string; inputs: Record<string, any> }) => [kindOf(type), inputs.region];
    const found = made.resources.filter(({ inputs }) => inputs.region !== undefined).map(regionOf);
    const inEdge = [...new Set(found.filter(([, region]) => region === "us-east-1").map(([kind]) => kind))].sort();
    expect(new Set(found.map(([, region]) => region))).toEqual(new Set(["us-east-1", "eu-north-1", "us-east-2"]));
    expect(inEdge).toEqual([
      "cloudwatch/logDelivery",
      "cloudwatch/logDeliveryDestination",
      "cloudwatch/logDeliverySource",
      "cloudwatch/logGroup",
      "cloudwatch/metricAlarm",
      "s3/bucket",
      "s3/bucketLifecycleConfiguration",
      "s3/bucketOwnershipControls",
      "s3/bucketPolicy",
      "s3/bucketPublicAccessBlock",
      "s3/bucketServerSideEncryptionConfiguration",
      "wafv2/webAcl",
      "wafv2/webAclLoggingConfiguration",
    ]);
    const without = made.resources.filter(({ type, inputs }) => type.startsWith("aws:") && inputs.region === undefined);
    expect([...new Set(without.map(({ type }) => type.split(/[:/]/)[1]))].sort()).toEqual([
      "cloudfront",
      "iam",
      "route53",
    ]);
  });

  it("leaves auto-naming room in every name", () => {
    const named = made.resources.filter(({ type }) => type.startsWith("aws:") && kindOf(type) in MAX_LENGTH);
    expect(new Set(named.map(({ type }) => kindOf(type)))).toEqual(new Set(Object.keys(MAX_LENGTH)));
    expect(named.filter(({ type, name }) => name.length + 8 > MAX_LENGTH[kindOf(type)]!)).toEqual([]);
  });

  it("allows no action by a wildcard, and nothing on every resource", () => {
    const policies = made.resources.flatMap(({ inputs }) => [inputs.policy, inputs.assumeRolePolicy]).filter(Boolean);
    const allowed = policies
      .flatMap((policy) => JSON.parse(policy).Statement)
      .filter(({ Effect }) => Effect === "Allow");
    expect(allowed.length).toBe(15);
    expect(allowed.flatMap(({ Action }) => Action).filter((action) => action.includes("*"))).toEqual([]);
    expect(allowed.filter(({ Resource }) => Resource === "*")).toEqual([]);
  });

  it("leads viewers' names to their distributions, with addresses of both kinds and HTTP/3 said in DNS", () => {
    const records = made.resources.filter(({ type }) => kindOf(type) === "route53/record").map(({ inputs }) => inputs);
    expect(records.map(({ name, type }) => `${name} ${type}`).sort()).toEqual([
      "stream.example.com A",
      "stream.example.com AAAA",
      "stream.example.com HTTPS",
      "video.stream.example.com A",
      "video.stream.example.com AAAA",
      "video.stream.example.com HTTPS",
      "www.stream.example.com A",
      "www.stream.example.com AAAA",
      "www.stream.example.com HTTPS",
    ]);
    expect(new Set(records.map(({ zoneId }) => zoneId))).toEqual(new Set(["Z1"]));
    expect(records.flatMap(({ aliases }) => aliases).every((alias) => alias.evaluateTargetHealth === false)).toBe(true);
  });

  it("offers what others connect to", async () => {
    expect(await resolved(cdn.appDistributionId)).toBe("cdn-app-distribution-id");
    expect(await resolved(cdn.mediaDistributionId!)).toBe("cdn-media-distribution-id");
    expect(await resolved(cdn.mediaBucketName!)).toBe("cdn-media-files-home-bucket-id");
    expect(await resolved(cdn.signingKeyIds["2026-11"]!)).toBe("cdn-keys-2026-11-id");
    expect(await resolved(cdn.originVerification)).toBe("hunter2");
    expect(await pulumi.isSecret(cdn.originVerification)).toBe(true);
    expect(await resolved(cdn.storeArn)).toBe("arn:cdn-functions-store");
    expect(await resolved(cdn.invalidationQueueUrl)).toBe("https://sqs.test");
    expect(await resolved(cdn.accessLogsBucketName)).toBe("cdn-logs-records-bucket-id");
  });

  it("serves no video that nobody could sign", async () => {
    const without = await make({ signingKeys: {} });
    expect(without.names().filter((name) => /media-|dns-media|keys-20|keys-group/.test(name))).toEqual([
      "cdn-cache-media-text-policy",
    ]);
    const variables = without.one("cdn-invalidation-consumer").environment.variables;
    expect(variables).toEqual({ APP_DISTRIBUTION_ID: "cdn-app-distribution-id", MEDIA_INVALIDATION: "paths" });
    expect([cdn.mediaDistributionId, cdn.mediaBucketName, cdn.signingKeyIds]).toEqual([undefined, undefined, {}]);
  });

  it("protects what is kept, and empties what nobody protects", async () => {
    const open = await make({ protectStateful: false });
    for (const bucket of [
      "cdn-client-home-bucket",
      "cdn-client-copy-bucket",
      "cdn-media-files-home-bucket",
      "cdn-logs-records-bucket",
    ]) {
      expect([made.options(bucket).protect, made.one(bucket).forceDestroy]).toEqual([true, false]);
      expect([open.options(bucket).protect, open.one(bucket).forceDestroy]).toEqual([false, true]);
    }
    expect(made.options("cdn-invalidation-events-work-queue").protect).toBe(true);
  });

  it("keeps everything in one region where no other is named", async () => {
    const one = await make({ settings: changed(settings, "copyRegion", undefined) });
    const gone = made.names().filter((name) => !one.names().includes(name));
    expect(gone.filter((name) => !/^cdn-(client|media-files|assets|app|media)-copy-/.test(name))).toEqual([
      "cdn-media-files-replication-rights",
      "cdn-media-files-replication-role",
      "cdn-media-files-replication-rule",
    ]);
    expect(one.names().filter((name) => name.includes("copy"))).toEqual([]);
  });

  it("reports every problem at once", () => {
    const wrong = {
      ...args,
      domain: "example",
      region: "ap-east-2",
      settings: { ...settings, priceClass: "PriceClass_300" as any, copyRegion: "ap-east-2" },
      signingKeys: { "2026": "key" },
      clientAssets: [{ key: "sw.js", content: "", contentType: "text/javascript", kind: "page" as const }],
      logRetentionDays: 2,
    };
    expect(() => new Cdn("cdn", wrong)).toThrow(
      'Cannot declare Cdn "cdn"\n' +
        '  domain: must be a domain of up to 57 characters such as "stream.example.com", got "example"\n' +
        '  settings.priceClass: must be one of "PriceClass_100", "PriceClass_200", "PriceClass_All", got "PriceClass_300"\n' +
        '  settings.copyRegion: must differ from region, got "ap-east-2"\n' +
        "  settings.originShield: must be false: AWS names no Origin Shield for ap-east-2, got true\n" +
        "  settings.originShield: must be false: AWS names no Origin Shield for ap-east-2, got true\n" +
        '  signingKeys.2026: must be the PEM of a public key, RSA with 2048 bits or ECDSA on P-256, got "string"\n' +
        '  clientAssets[0].key: must be of the kind service-worker, got "sw.js"\n' +
        "  logRetentionDays: must be one of 1, 3, 5,",
    );
    expect(() => new Cdn("cdn", { ...args, region: "eu1" })).toThrow('  region: must be a region such as "eu-west-1"');
  });

  it("needs no Origin Shield near the buckets where none is wanted", async () => {
    const { one } = await make({
      region: "ap-east-2",
      settings: changed(changed(settings, "copyRegion", undefined), "originShield", false),
    });
    const { origins, originGroups, defaultCacheBehavior } = one("cdn-media-distribution");
    expect([origins, originGroups, defaultCacheBehavior.targetOriginId]).toEqual([
      [{ originId: "media-home", originAccessControlId: "cdn-access-id" }],
      [],
      "media-home",
    ]);
  });
});
