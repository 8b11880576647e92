import { beforeAll, describe, expect, it } from "@jest/globals";
import { Cdn } from "../../../components/cdn/cdn";
import { firewallRules } from "../../../components/cdn/firewall-rules";
import { signingKeysProblems } from "../../../components/cdn/signing-key";
import { edgeSource } from "../../../components/runtime-code";
import { runAtEdge, viewerRequest } from "../../runtime/edge/edge-runtime";
import { type Declared, declared } from "../../support/declared";
import { args, EC_KEY, P384_KEY, RSA_KEY, SMALL_RSA_KEY, settings } from "./samples";

let made: Declared;
beforeAll(async () => {
  made = await declared((opts) => new Cdn("cdn", args, opts));
});

describe("EdgeFunctions", () => {
  it.each([
    ["personalise", "Segment of the viewer"],
    ["start-quality", "Playlist for the viewer's speed"],
  ])("publishes %s with the store that it reads, once the store has its keys", (role, comment) => {
    expect(made.one(`cdn-functions-${role}`)).toEqual({
      comment,
      runtime: "cloudfront-js-2.0",
      code: edgeSource(`runtime/edge/${role}.ts`),
      keyValueStoreAssociations: ["arn:cdn-functions-store"],
      publish: true,
    });
    expect(made.waitsFor(`cdn-functions-${role}`)).toEqual(["cdn-functions-keys"]);
    expect(made.one(`cdn-functions-${role}-records`)).toEqual({
      region: "us-east-1",
      name: `/aws/cloudfront/function/cdn-functions-${role}`,
      retentionInDays: 90,
    });
  });

  it("fills the store with what the functions look up", async () => {
    const { resourceKeyValuePairs, ...rest } = made.one("cdn-functions-keys");
    expect(rest).toEqual({ keyValueStoreArn: "arn:cdn-functions-store", maxBatchSize: 50 });
    expect(resourceKeyValuePairs.map(({ key }: { key: string }) => key)).toEqual([
      "quality:*",
      "segments:*",
      "segments:IN",
    ]);
    const store = Object.fromEntries(
      resourceKeyValuePairs.map(({ key, value }: Record<string, string>) => [key, JSON.parse(value!)]),
    );
    const request = viewerRequest("/api/personal/rows", {
      headers: { "cloudfront-viewer-country": { value: "IN" } },
      cookies: { viewer: { value: "a" } },
    });
    const { headers } = (await runAtEdge("runtime/edge/personalise.ts", request, store)).request;
    expect(headers["x-segment"]).toEqual({ value: "late" });
    const fast = viewerRequest("/titles/1/manifest/master.m3u8", { querystring: { CMCD: { value: "mtp%3D12000" } } });
    const { uri } = (await runAtEdge("runtime/edge/start-quality.ts", fast, store)).request;
    expect(uri).toBe("/titles/1/manifest/master-1080.m3u8");
  });
});

describe("EdgeFirewall", () => {
  it("lets in what no rule turns away, and logs the rest without what signs people in", () => {
    const { rules, visibilityConfig, ...acl } = made.one("cdn-firewall-acl");
    expect(acl).toEqual({
      region: "us-east-1",
      scope: "CLOUDFRONT",
      description: "Pages and API",
      defaultAction: { allow: {} },
    });
    expect(rules).toEqual(firewallRules(settings.firewall));
    expect(visibilityConfig).toEqual({
      cloudwatchMetricsEnabled: true,
      metricName: expect.stringMatching(/^dev-cdn-firewall-[0-9a-z]{6}$/),
      sampledRequestsEnabled: true,
    });
    expect(made.one("cdn-firewall-records")).toEqual({
      region: "us-east-1",
      namePrefix: "aws-waf-logs-p95-",
      retentionInDays: 90,
    });
    expect(made.one("cdn-firewall-logging")).toEqual({
      region: "us-east-1",
      resourceArn: "arn:cdn-firewall-acl",
      logDestinationConfigs: ["arn:cdn-firewall-records"],
      redactedFields: [{ singleHeader: { name: "authorization" } }, { singleHeader: { name: "cookie" } }],
      loggingFilter: {
        defaultBehavior: "DROP",
        filters: [
          {
            behavior: "KEEP",
            requirement: "MEETS_ANY",
            conditions: [{ actionCondition: { action: "BLOCK" } }, { actionCondition: { action: "COUNT" } }],
          },
        ],
      },
    });
  });

  const onApi = {
    byteMatchStatement: {
      fieldToMatch: { uriPath: {} },
      positionalConstraint: "STARTS_WITH",
      searchString: "/api/",
      textTransformations: [
        { priority: 0, type: "URL_DECODE" },
        { priority: 1, type: "NORMALIZE_PATH" },
      ],
    },
  };
  const visible = (metricName: string) => ({
    visibilityConfig: { cloudwatchMetricsEnabled: true, metricName, sampledRequestsEnabled: true },
  });
  const managed = (priority: number, name: string, group: string, more = {}) => ({
    name,
    priority,
    overrideAction: { none: {} },
    statement: { managedRuleGroupStatement: { vendorName: "AWS", name: group, ...more } },
    ...visible(name),
  });

  it("slows down one address of the API, then asks AWS's own rules, those of bots last", () => {
    expect(firewallRules({ requestsPerWindow: 3_000, windowSeconds: 300, botControl: true })).toEqual([
      {
        name: "rate",
        priority: 0,
        action: {
          block: {
            customResponse: { responseCode: 429, responseHeaders: [{ name: "Retry-After", value: "300" }] },
          },
        },
        statement: {
          rateBasedStatement: {
            limit: 3_000,
            evaluationWindowSec: 300,
            aggregateKeyType: "IP",
            scopeDownStatement: onApi,
          },
        },
        ...visible("rate"),
      },
      managed(1, "ip-reputation", "AWSManagedRulesAmazonIpReputationList"),
      managed(2, "known-bad-inputs", "AWSManagedRulesKnownBadInputsRuleSet"),
      managed(3, "common", "AWSManagedRulesCommonRuleSet", {
        ruleActionOverrides: [{ name: "SizeRestrictions_BODY", actionToUse: { count: {} } }],
      }),
      managed(4, "bots", "AWSManagedRulesBotControlRuleSet", {
        managedRuleGroupConfigs: [{ awsManagedRulesBotControlRuleSet: { inspectionLevel: "COMMON" } }],
        scopeDownStatement: onApi,
      }),
    ]);
  });

  it("has no rules of bots where nobody pays for them", () => {
    const rules = firewallRules({ requestsPerWindow: 100, windowSeconds: 60, botControl: false });
    expect(rules.map(({ name }) => name)).toEqual(["rate", "ip-reputation", "known-bad-inputs", "common"]);
  });
});

describe("signingKeysProblems", () => {
  const refused = (pem: unknown) => [
    {
      path: "keys.a",
      reason: `must be the PEM of a public key, RSA with 2048 bits or ECDSA on P-256, got "${typeof pem}"`,
    },
  ];

  it("takes keys that CloudFront takes, with or without a line break at the end", () => {
    expect(signingKeysProblems("keys", { "2026-11": EC_KEY, "rsa-1": RSA_KEY, c: EC_KEY.trim() })).toEqual([]);
    expect(signingKeysProblems("keys", {})).toEqual([]);
  });

  it.each([
    ["RSA of 1024 bits", SMALL_RSA_KEY],
    ["another curve", P384_KEY],
    ["a private key", "-----BEGIN PRIVATE KEY-----\nMIGH\n-----END PRIVATE KEY-----\n"],
    ["half a key", EC_KEY.slice(0, 80)],
    ["no text", 7],
    ["nothing", null],
  ])("refuses %s, without showing it", (_, pem) => {
    expect(signingKeysProblems("keys", { a: pem })).toEqual(refused(pem));
  });

  it("takes up to five keys, under short names", () => {
    const keys = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, EC_KEY]));
    expect(signingKeysProblems("keys", keys(5))).toEqual([]);
    expect(signingKeysProblems("keys", keys(6))).toEqual([{ path: "keys", reason: "must hold up to 5 keys, got 6" }]);
    expect(signingKeysProblems("keys", { ["k".repeat(24)]: EC_KEY })).toEqual([]);
    expect(signingKeysProblems("keys", { ["k".repeat(25)]: EC_KEY }).length).toBe(1);
    expect(signingKeysProblems("keys", "pem")).toEqual([{ path: "keys", reason: 'must be an object, got "pem"' }]);
  });
});
