import { describe, expect, it } from "@jest/globals";
import { PrivateBucket, type PrivateBucketArgs } from "../../../components/observability/private-bucket";
import { declared } from "../../support/declared";
import { resolved } from "../../support/mocks";
import { statements } from "./observability-settings";

const args: PrivateBucketArgs = {
  region: "eu-west-1",
  expiry: [
    { prefix: "metrics/", expireDays: 760, coldAfterDays: 90 },
    { prefix: "errors/", expireDays: 30 },
  ],
  protectStateful: true,
};
let bucket: PrivateBucket;
const make = (of: Partial<PrivateBucketArgs> = {}) =>
  declared((opts) => {
    bucket = new PrivateBucket("store", { ...args, ...of }, opts);
  });

describe("PrivateBucket", () => {
  it("is closed, encrypted and owned, in its region", async () => {
    const made = await make();
    const of = { region: "eu-west-1", bucket: "store-bucket-id" };
    expect(made.one("store-closed")).toEqual({
      ...of,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    expect(made.one("store-owner")).toEqual({ ...of, rule: { objectOwnership: "BucketOwnerEnforced" } });
    expect(made.one("store-encryption")).toEqual({
      ...of,
      rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
    });
  });

  it("forgets each prefix when told, and makes it cold before where told", async () => {
    const made = await make();
    const aborted = { abortIncompleteMultipartUpload: { daysAfterInitiation: 7 } };
    expect(made.one("store-expiry").rules).toEqual([
      {
        id: "metrics",
        status: "Enabled",
        filter: { prefix: "metrics/" },
        expiration: { days: 760 },
        transitions: [{ days: 90, storageClass: "STANDARD_IA" }],
        ...aborted,
      },
      { id: "errors", status: "Enabled", filter: { prefix: "errors/" }, expiration: { days: 30 }, ...aborted },
    ]);
  });

  it("denies everything over plain HTTP, and is known once it does", async () => {
    const made = await make();
    expect(statements(made.one("store-policy").policy)).toEqual([
      {
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: ["arn:store-bucket", "arn:store-bucket/*"],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ]);
    expect(made.waitsFor("store-policy")).toEqual(["store-closed"]);
    expect(await resolved(bucket.arn)).toBe("arn:store-bucket");
    expect(await resolved(bucket.bucketName)).toBe("store-bucket-id");
  });

  it.each([true, false])("keeps what it holds: %p", async (protectStateful) => {
    const made = await make({ protectStateful });
    expect(made.options("store-bucket").protect).toBe(protectStateful);
    expect(made.one("store-bucket")).toEqual({ region: "eu-west-1", forceDestroy: !protectStateful });
  });
});
