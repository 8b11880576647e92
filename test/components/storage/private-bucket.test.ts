import { describe, expect, it } from "@jest/globals";
import { mayWrite } from "../../../components/storage/bucket-policy";
import {
  expiring,
  PrivateBucket,
  type PrivateBucketArgs,
  undeletable,
} from "../../../components/storage/private-bucket";
import { declared } from "../../support/declared";
import { resolved } from "../../support/mocks";

const args: PrivateBucketArgs = {
  region: "eu-west-1",
  versioned: false,
  lifecycle: [expiring("errors", "errors/", 30)],
  statements: () => [],
  protectStateful: true,
};
let bucket: PrivateBucket;
const make = (of: Partial<PrivateBucketArgs> = {}) =>
  declared((opts) => {
    bucket = new PrivateBucket("store", { ...args, ...of }, opts);
  });
const of = { region: "eu-west-1", bucket: "store-bucket-id" };

describe("PrivateBucket", () => {
  it("is closed, encrypted and owned, in its region", async () => {
    const made = await make();
    expect(made.one("store-closed")).toEqual({
      ...of,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    expect(made.one("store-ownership")).toEqual({ ...of, rule: { objectOwnership: "BucketOwnerEnforced" } });
    expect(made.one("store-encryption")).toEqual({
      ...of,
      rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
    });
  });

  it("is encrypted with a key of ours where there is one", async () => {
    const made = await make({ keyArn: "arn:key" });
    expect(made.one("store-encryption").rules).toEqual([
      {
        applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: "arn:key" },
        bucketKeyEnabled: true,
      },
    ]);
  });

  it("forgets what it is told to, and uploads that were never ended", async () => {
    const made = await make();
    const [told, own] = made.one("store-lifecycle").rules;
    expect(told).toEqual({ id: "errors", status: "Enabled", filter: { prefix: "errors/" }, expiration: { days: 30 } });
    expect(own.abortIncompleteMultipartUpload).toEqual({ daysAfterInitiation: 2 });
  });

  it("keeps versions where wanted, before rules about them", async () => {
    const made = await make({ versioned: true, lifecycle: [undeletable(7)] });
    expect(made.one("store-versions")).toEqual({ ...of, versioningConfiguration: { status: "Enabled" } });
    expect(made.waitsFor("store-lifecycle")).toEqual(["store-versions"]);
    expect(made.one("store-lifecycle").rules[0].noncurrentVersionExpiration).toEqual({ noncurrentDays: 7 });
  });

  it("denies everything over plain HTTP and old TLS, allows what it is told to, and is known once it does", async () => {
    const made = await make({
      statements: (arn) => [mayWrite(arn, "111122223333", "logging.s3.amazonaws.com", "access/")],
    });
    const refusal = {
      Effect: "Deny",
      Principal: "*",
      Action: "s3:*",
      Resource: ["arn:store-bucket", "arn:store-bucket/*"],
    };
    expect(JSON.parse(made.one("store-policy").policy).Statement).toEqual([
      { Sid: "OnlyTls", ...refusal, Condition: { Bool: { "aws:SecureTransport": "false" } } },
      { Sid: "OnlyNewTls", ...refusal, Condition: { NumericLessThan: { "s3:TlsVersion": "1.2" } } },
      {
        Effect: "Allow",
        Principal: { Service: "logging.s3.amazonaws.com" },
        Action: "s3:PutObject",
        Resource: "arn:store-bucket/access/*",
        Condition: { StringEquals: { "aws:SourceAccount": "111122223333" } },
      },
    ]);
    expect(made.waitsFor("store-policy")).toEqual(["store-closed"]);
    expect(await resolved(bucket.arn)).toBe("arn:store-bucket");
    expect(await resolved(bucket.bucketName)).toBe("store-bucket-id");
  });

  it("leaves the policy to its owner where nothing is said of it", async () => {
    const made = await declared((opts) => {
      const { statements: _, ...rest } = args;
      new PrivateBucket("store", rest, opts);
    });
    expect(made.names("aws:s3/bucketPolicy:BucketPolicy")).toEqual([]);
  });

  it("tells another bucket of every access where wanted", async () => {
    const made = await make({ accessLogs: "logs" });
    expect(made.one("store-access")).toEqual({ ...of, targetBucket: "logs", targetPrefix: "access/" });
  });

  it.each([true, false])("keeps what it holds: %p", async (protectStateful) => {
    const made = await make({ protectStateful });
    expect(made.options("store-bucket").protect).toBe(protectStateful);
    expect(made.one("store-bucket")).toEqual({ region: "eu-west-1", forceDestroy: !protectStateful });
  });
});
