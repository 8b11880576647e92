import { describe, expect, it } from "@jest/globals";
import { elastiCacheToken, presignedUrl } from "../../../runtime/cache/iam-token";

describe("a signed URL", () => {
  // The worked example of https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
  it("is the one of AWS's own example", () => {
    const url = presignedUrl(
      {
        host: "examplebucket.s3.amazonaws.com",
        path: "/test.txt",
        query: {},
        region: "us-east-1",
        service: "s3",
        expiresSeconds: 86_400,
        payloadHash: "UNSIGNED-PAYLOAD",
      },
      { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY" },
      new Date("2013-05-24T00:00:00Z"),
    );
    expect(url).toBe(
      "examplebucket.s3.amazonaws.com/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256" +
        "&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request" +
        "&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host" +
        "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404",
    );
  });
});

describe("a token of ElastiCache", () => {
  const subject = { cacheName: "prod-recs", userName: "prod-recommendations", region: "eu-west-1", serverless: true };
  const credentials = {
    accessKeyId: "AKIDEXAMPLE",
    secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
    sessionToken: "a/b+c==",
  };
  const at = new Date("2026-03-01T12:34:56.789Z");

  it("is signed as the AWS SDK signs it", () => {
    expect(elastiCacheToken(subject, credentials, at)).toBe(
      "prod-recs/?Action=connect&ResourceType=ServerlessCache&User=prod-recommendations" +
        "&X-Amz-Algorithm=AWS4-HMAC-SHA256" +
        "&X-Amz-Credential=AKIDEXAMPLE%2F20260301%2Feu-west-1%2Felasticache%2Faws4_request" +
        "&X-Amz-Date=20260301T123456Z&X-Amz-Expires=900&X-Amz-Security-Token=a%2Fb%2Bc%3D%3D&X-Amz-SignedHeaders=host" +
        "&X-Amz-Signature=c718beb5127019cfa8ced01723861cfbcbbe388d86d481f5686b87b75006d4f6", // by @smithy/signature-v4 5.7.5
    );
  });

  it("names the kind of a serverless cache only", () => {
    const token = (serverless: boolean) => elastiCacheToken({ ...subject, serverless }, credentials, at);
    expect([token(true).includes("ResourceType="), token(false).includes("ResourceType=")]).toEqual([true, false]);
  });
});
