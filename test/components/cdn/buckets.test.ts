import { beforeAll, describe, expect, it } from "@jest/globals";
import type * as pulumi from "@pulumi/pulumi";
import { Cdn } from "../../../components/cdn/cdn";
import { clientAssetsProblems } from "../../../components/cdn/client-asset";
import { ClientAssets } from "../../../components/cdn/client-assets";
import { type Declared, declared } from "../../support/declared";
import { args, clientAssets } from "./samples";

let made: Declared;
beforeAll(async () => {
  made = await declared((opts) => new Cdn("cdn", args, opts));
});

const onlyNewTls = (bucket: string) => {
  const refusal = { Effect: "Deny", Principal: "*", Action: "s3:*", Resource: [`arn:${bucket}`, `arn:${bucket}/*`] };
  return [
    { Sid: "OnlyTls", ...refusal, Condition: { Bool: { "aws:SecureTransport": "false" } } },
    { Sid: "OnlyNewTls", ...refusal, Condition: { NumericLessThan: { "s3:TlsVersion": "1.2" } } },
  ];
};

describe("the buckets", () => {
  it.each([
    ["cdn-client-home", "eu-north-1"],
    ["cdn-client-copy", "us-east-2"],
    ["cdn-media-files-home", "eu-north-1"],
    ["cdn-media-files-copy", "us-east-2"],
    ["cdn-logs-records", "us-east-1"],
  ])("%s is private and encrypted", (name, region) => {
    const of = { region, bucket: `${name}-bucket-id` };
    expect(made.one(`${name}-bucket`)).toEqual({ region, forceDestroy: false });
    expect(made.one(`${name}-closed`)).toEqual({
      ...of,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    expect(made.one(`${name}-ownership`)).toEqual({ ...of, rule: { objectOwnership: "BucketOwnerEnforced" } });
    expect(made.one(`${name}-encryption`)).toEqual({
      ...of,
      rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
    });
  });

  it("are served to their own distribution only, and over TLS", () => {
    const served = (bucket: string, distribution: string) => ({
      Version: "2012-10-17",
      Statement: [
        ...onlyNewTls(bucket),
        {
          Sid: "CloudFront",
          Effect: "Allow",
          Principal: { Service: "cloudfront.amazonaws.com" },
          Action: "s3:GetObject",
          Resource: `arn:${bucket}/*`,
          Condition: { StringEquals: { "AWS:SourceArn": `arn:${distribution}` } },
        },
      ],
    });
    const policyOf = (name: string) => JSON.parse(made.one(name).policy);
    expect(policyOf("cdn-app-home-policy")).toEqual(served("cdn-client-home-bucket", "cdn-app-distribution"));
    expect(policyOf("cdn-media-home-policy")).toEqual(served("cdn-media-files-home-bucket", "cdn-media-distribution"));
    expect(policyOf("cdn-media-copy-policy")).toEqual(served("cdn-media-files-copy-bucket", "cdn-media-distribution"));
    const { region, bucket } = made.one("cdn-media-copy-policy");
    expect([region, bucket]).toEqual(["us-east-2", "cdn-media-files-copy-bucket-id"]);
  });

  it("keep old versions for a month, rarely watched titles cheaply, and viewers' addresses as long as logs", () => {
    const whole = { status: "Enabled", filter: { prefix: "" } };
    const broken = { id: "half-uploads", ...whole, abortIncompleteMultipartUpload: { daysAfterInitiation: 2 } };
    const old = { id: "old-versions", ...whole, noncurrentVersionExpiration: { noncurrentDays: 30 } };
    expect(made.one("cdn-client-home-lifecycle").rules).toEqual([old, broken]);
    expect(made.one("cdn-media-files-copy-lifecycle").rules).toEqual([
      old,
      {
        id: "rarely-watched",
        status: "Enabled",
        filter: { prefix: "titles/" },
        transitions: [{ days: 0, storageClass: "INTELLIGENT_TIERING" }],
      },
      broken,
    ]);
    expect(made.one("cdn-logs-records-lifecycle").rules).toEqual([
      { id: "expired", ...whole, expiration: { days: 90 } },
      broken,
    ]);
    for (const name of ["cdn-client-home", "cdn-media-files-home", "cdn-media-files-copy"]) {
      expect(made.one(`${name}-versions`).versioningConfiguration).toEqual({ status: "Enabled" });
      expect(made.waitsFor(`${name}-lifecycle`)).toEqual([`${name}-versions`]);
    }
  });
});

describe("BucketReplication", () => {
  it("copies media, and what is deleted of it, and may do nothing else", () => {
    expect(made.one("cdn-media-files-replication-rule")).toEqual({
      region: "eu-north-1",
      bucket: "cdn-media-files-home-bucket-id",
      role: "arn:cdn-media-files-replication-role",
      rules: [
        {
          id: "all",
          status: "Enabled",
          filter: { prefix: "" },
          deleteMarkerReplication: { status: "Enabled" },
          destination: { bucket: "arn:cdn-media-files-copy-bucket" },
        },
      ],
    });
    expect(made.waitsFor("cdn-media-files-replication-rule")).toEqual([
      "cdn-media-files-copy",
      "cdn-media-files-home",
      "cdn-media-files-replication-rights",
    ]);
    expect(JSON.parse(made.one("cdn-media-files-replication-rights").policy).Statement).toEqual([
      {
        Effect: "Allow",
        Action: ["s3:GetReplicationConfiguration", "s3:ListBucket"],
        Resource: "arn:cdn-media-files-home-bucket",
      },
      {
        Effect: "Allow",
        Action: ["s3:GetObjectVersionAcl", "s3:GetObjectVersionForReplication", "s3:GetObjectVersionTagging"],
        Resource: "arn:cdn-media-files-home-bucket/*",
      },
      {
        Effect: "Allow",
        Action: ["s3:ReplicateDelete", "s3:ReplicateObject", "s3:ReplicateTags"],
        Resource: "arn:cdn-media-files-copy-bucket/*",
      },
    ]);
  });
});

describe("ClientAssets", () => {
  const object = (key: string) => made.one(`cdn-assets-home-${key}`);
  const asset = { region: "eu-north-1", bucket: "cdn-client-home-bucket-id" };

  it("puts the same files into both buckets", async () => {
    const ofCopy = made.one("cdn-assets-copy-sw.js");
    expect([ofCopy.region, ofCopy.bucket]).toEqual(["us-east-2", "cdn-client-copy-bucket-id"]);
    expect(await ofCopy.source.text).toBe("self");
    const { region, bucket, source, ...headers } = ofCopy;
    expect(object("sw.js")).toMatchObject(headers);
  });

  it("says of every file how long a copy may live", async () => {
    const { source: worker, ...rest } = object("sw.js");
    expect(rest).toEqual({
      ...asset,
      key: "sw.js",
      contentType: "text/javascript; charset=utf-8",
      cacheControl: "no-cache, max-age=0",
      metadata: { "cache-tag": "client,client:service-worker" },
    });
    expect(await (worker as pulumi.asset.StringAsset).text).toBe("self");
    const { source: page, ...ofPage } = object("index.html");
    expect([await page.text, ofPage]).toEqual([
      "<html>",
      {
        ...asset,
        key: "index.html",
        contentType: "text/html; charset=utf-8",
        cacheControl: "no-cache, max-age=0",
        metadata: { "cache-tag": "client,client:page" },
      },
    ]);
    expect(object("assets/app.3f9a2c41.js")).toMatchObject({
      cacheControl: "public, max-age=31536000, immutable",
      metadata: { "cache-tag": "client,client:hashed" },
    });
  });

  it("has what a page refers to there before the page, and leaves yesterday's to pages that are still open", () => {
    const [worker, page, hashed] = ["sw.js", "index.html", "assets/app.3f9a2c41.js"].map(
      (key) => `cdn-assets-home-${key}`,
    );
    expect([made.waitsFor(hashed!), made.waitsFor(page!), made.waitsFor(worker!)]).toEqual([
      [],
      [hashed],
      [hashed, page],
    ]);
    expect([hashed, page, worker].map((name) => made.options(name!).retainOnDelete)).toEqual([true, false, false]);
  });

  it("declares nothing for a client that is not there yet, and refuses one that cannot be served", async () => {
    const none = await declared(
      (opts) => new ClientAssets("a", { region: "us-east-1", bucket: "b", assets: [] }, opts),
    );
    expect(none.names()).toEqual([]);
    const twice = [clientAssets[1]!, clientAssets[1]!];
    expect(() => new ClientAssets("a", { region: "us-east-1", bucket: "b", assets: twice })).toThrow(
      'Cannot declare ClientAssets "a"\n' +
        '  assets[0].key: must appear once, got "index.html"\n' +
        '  assets[1].key: must appear once, got "index.html"',
    );
  });
});

describe("clientAssetsProblems", () => {
  const page = { key: "a.html", content: "", contentType: "text/html", kind: "page" };
  const found = (of: object) =>
    clientAssetsProblems("assets", [{ ...page, ...of }]).map(({ path, reason }) => `${path}: ${reason}`);

  it.each([
    [{ key: "/a.html" }, 'assets[0].key: must be a path of A-Z, a-z, 0-9, ., _, / and -, got "/a.html"'],
    [{ key: "a b" }, 'assets[0].key: must be a path of A-Z, a-z, 0-9, ., _, / and -, got "a b"'],
    [{ content: 7 }, 'assets[0].content: must be text, got "number"'],
    [{ contentType: "html" }, 'assets[0].contentType: must be a media type, got "html"'],
    [{ kind: "image" }, 'assets[0].kind: must be one of "hashed", "page", "service-worker", got "image"'],
    [{ key: "sw.js" }, 'assets[0].key: must be of the kind service-worker, got "sw.js"'],
    [
      { key: "js/sw.js", kind: "service-worker" },
      'assets[0].key: must lie at the top: it rules over its folder only, got "js/sw.js"',
    ],
    [
      { key: "app.js", kind: "hashed" },
      'assets[0].key: must have a hash of 8 characters or more before its ending, as it is cached for a year, got "app.js"',
    ],
    [
      { key: "app.1234567.js", kind: "hashed" },
      'assets[0].key: must have a hash of 8 characters or more before its ending, as it is cached for a year, got "app.1234567.js"',
    ],
  ])("refuses %j", (of, problem) => {
    expect(found(of)).toEqual([problem]);
  });

  it("takes hashes as bundlers write them, and keys of up to 255 characters", () => {
    const keys = ["app.12345678.js", "app-3F9a_2c41.css", "a/b/c-3f9a2c41d0.woff2"];
    expect(keys.flatMap((key) => found({ key, kind: "hashed" }))).toEqual([]);
    expect(found({ key: "x".repeat(255) })).toEqual([]);
    expect(found({ key: "x".repeat(256) }).length).toBe(1);
  });

  it("reports bad data and never throws on it", () => {
    expect(clientAssetsProblems("assets", null)).toEqual([
      { path: "assets", reason: "must be a list of 0 to 500, got null" },
    ]);
    expect(clientAssetsProblems("assets", [null])).toEqual([
      { path: "assets[0]", reason: "must be an object, got null" },
    ]);
  });
});
