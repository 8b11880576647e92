import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { signed } from "../../../runtime/aws/signature";
import { LoopbackServer } from "../../support/loopback-server";

let server: LoopbackServer;
beforeAll(async () => {
  server = await LoopbackServer.start(() => ({ status: 200, body: { MessageId: "1" } }));
});
afterAll(() => server.stop());

const KEYS = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" };

describe("signed", () => {
  it.each([
    ["keys", KEYS],
    ["keys for a while", { ...KEYS, sessionToken: "token//example==" }],
  ])("signs with %s as AWS's own SDK does", async (_, credentials) => {
    const client = new SQSClient({ region: "eu-west-1", endpoint: server.origin, credentials, md5: false });
    await client.send(new SendMessageCommand({ QueueUrl: `${server.origin}/1/q`, MessageBody: "größer \u2028 <>&" }));
    client.destroy();
    const { method, url, headers, body } = server.asked.at(-1)!;
    const [, names] = /SignedHeaders=([^,]+)/.exec(headers.authorization!)!;
    const ours = names!.split(";").filter((name) => !["host", "x-amz-date", "x-amz-security-token"].includes(name));
    const date = String(headers["x-amz-date"]).replace(/(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/, "$1-$2-$3T$4:$5:$6Z");

    const found = signed(
      {
        method,
        url: new URL(url, server.origin),
        headers: Object.fromEntries(ours.map((name) => [name, String(headers[name])])),
        body,
      },
      credentials,
      { service: "sqs", region: "eu-west-1", now: new Date(date) },
    );
    expect(found.authorization).toBe(headers.authorization);
    expect(found["x-amz-date"]).toBe(headers["x-amz-date"]);
    expect(found["x-amz-security-token"]).toBe(headers["x-amz-security-token"]);
  });

  it("puts the query into order and escapes it, whatever order and signs it has", () => {
    const signature = (query: string) =>
      signed({ method: "GET", url: new URL(`https://example.com/?${query}`), headers: {}, body: "" }, KEYS, {
        service: "service",
        region: "us-east-1",
        now: new Date("2015-08-30T12:36:00Z"),
      }).authorization;
    expect(signature("b=2&a=1")).toBe(signature("a=1&b=2"));
    expect(signature("a=%27x%20y%27")).toBe(signature("a='x+y'"));
    expect(signature("a=1")).not.toBe(signature("a=2"));
  });

  it("signs AWS's own example of a query as its documentation does", () => {
    // Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/signature-v4-test-suite.html, get-vanilla-query-order-key-case
    const headers = signed(
      {
        method: "GET",
        url: new URL("https://example.amazonaws.com/?Param2=value2&Param1=value1"),
        headers: {},
        body: "",
      },
      { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" },
      { service: "service", region: "us-east-1", now: new Date("2015-08-30T12:36:00Z") },
    );
    expect(headers.authorization).toBe(
      "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, " +
        "Signature=b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
    );
  });
});
