import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from "@jest/globals";
import type { Context, SQSBatchResponse, SQSEvent } from "aws-lambda";
import { lambdaSource } from "../../../../components/runtime-code";
import { updated } from "./content-messages";
import { type FakeCloudFront, fakeCloudFront } from "./fake-cloudfront";

type Handler = (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>;

/** The handler as it is uploaded, with the real SDK that Lambda would bring. */
function uploaded(): Handler {
  const module = { exports: {} as { handler: Handler } };
  const source = lambdaSource("runtime/lambda/invalidation/handler.ts");
  new Function("module", "exports", "require", source)(module, module.exports, require);
  return module.exports.handler;
}

const env = { ...process.env };
const context = { getRemainingTimeInMillis: () => 6_000 } as Context; // too little for a pause
let cloudfront: FakeCloudFront;
let handler: Handler;
let log: jest.SpiedFunction<typeof console.log>;

beforeAll(async () => {
  cloudfront = await fakeCloudFront();
});
afterAll(() => cloudfront.close());
beforeEach(() => {
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_CLOUDFRONT: cloudfront.endpoint,
    AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
    AWS_SECRET_ACCESS_KEY: "secret",
    AWS_EC2_METADATA_DISABLED: "true",
    APP_DISTRIBUTION_ID: "EAPP",
    MEDIA_DISTRIBUTION_ID: "EMEDIA",
    MEDIA_INVALIDATION: "paths",
  });
  handler = uploaded();
  log = jest.spyOn(console, "log").mockImplementation(() => undefined);
});
afterEach(() => {
  process.env = { ...env };
  log.mockRestore();
  (cloudfront.invalidations as unknown[]).length = 0;
});

const failuresOf = ({ batchItemFailures }: SQSBatchResponse) =>
  batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);

describe("the invalidation handler", () => {
  it("asks CloudFront's API for tags and paths, signed and well-formed", async () => {
    const records = [updated("1", "42", "rights"), updated("2", "7", "artwork")];
    expect(failuresOf(await handler({ Records: records }, context))).toEqual([]);
    expect(cloudfront.invalidations).toEqual([
      {
        distributionId: "EAPP",
        callerReference: expect.stringMatching(/^[0-9a-f]{64}$/),
        items: ["#catalog", "#title:42"],
      },
      {
        distributionId: "EMEDIA",
        callerReference: expect.stringMatching(/^[0-9a-f]{64}$/),
        items: ["/titles/42/*", "/titles/7/artwork/*"],
      },
    ]);
    expect(log.mock.calls.map(([entry]) => (entry as { message: string }).message)).toEqual([
      "invalidated",
      "invalidated",
    ]);
  });

  it("knows CloudFront's limit by the name that the SDK gives it", async () => {
    cloudfront.refuse({ status: 400, code: "TooManyInvalidationsInProgress" });
    const before = cloudfront.requests();
    const answer = await handler({ Records: [updated("1", "42", "artwork")] }, context);
    expect([failuresOf(answer), cloudfront.requests() - before]).toEqual([["m-1"], 1]);
    expect(log.mock.calls[0]![0]).toMatchObject({ error: expect.stringContaining("TooManyInvalidationsInProgress") });
  });

  it("has the SDK ask again when CloudFront fails or throttles", async () => {
    cloudfront.refuse({ status: 503, code: "ServiceUnavailable" }, { status: 400, code: "ThrottlingException" });
    const before = cloudfront.requests();
    expect(failuresOf(await handler({ Records: [updated("1", "42", "artwork")] }, context))).toEqual([]);
    expect([cloudfront.requests() - before, cloudfront.invalidations.length]).toEqual([3, 1]);
  });

  it("brings back everything that CloudFront does not allow", async () => {
    cloudfront.refuse({ status: 403, code: "AccessDenied" });
    expect(failuresOf(await handler({ Records: [updated("1", "42", "artwork")] }, context))).toEqual(["m-1"]);
  });

  it("fails as a whole when it was not told its distribution", async () => {
    delete process.env.APP_DISTRIBUTION_ID;
    await expect(handler({ Records: [] }, context)).rejects.toThrow("APP_DISTRIBUTION_ID must be set");
  });
});
