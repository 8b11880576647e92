import * as pulumi from "@pulumi/pulumi";
import type { CdnArgs } from "../../../components/cdn/cdn";
import type { ClientAsset } from "../../../components/cdn/client-asset";
import type { CdnSettings } from "../../../components/cdn/settings";

export const settings: CdnSettings = {
  priceClass: "PriceClass_All",
  originShield: true,
  copyRegion: "us-east-2",
  detailedMetrics: true,
  firewall: { requestsPerWindow: 3_000, windowSeconds: 300, botControl: true },
  alarms: { errorPercent: 1, originLatencyMillis: 1_000, minHitPercent: 90 },
  segments: {
    "*": [{ name: "everybody", percent: 100 }],
    IN: [
      { name: "early", percent: 10 },
      { name: "late", percent: 90 },
    ],
  },
  invalidation: {
    collectSeconds: 30,
    media: "paths",
    queue: { consumerTimeoutSeconds: 60, maxReceives: 5, retentionDays: 4, maxAgeSeconds: 900 },
  },
};

export const clientAssets: readonly ClientAsset[] = [
  { key: "sw.js", content: "self", contentType: "text/javascript; charset=utf-8", kind: "service-worker" },
  { key: "index.html", content: "<html>", contentType: "text/html; charset=utf-8", kind: "page" },
  {
    key: "assets/app.3f9a2c41.js",
    content: "app",
    contentType: "text/javascript; charset=utf-8",
    kind: "hashed",
  },
];

/** Public halves of keys whose private halves nobody kept. */
export const RSA_KEY = `-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAv6hQIHkNcVtt/rKimAIk
LnXtWxWVWfbTDDja3RdLZapp9on5rIizQXUhhc04MNgj0hIMObwnoQG3myjxn6LR
eFDzxdXdlZj199RfRUSzlF9HPNizwyCokMDEwyHSIrW6HjtgEfsDtA0OXgngS7Cv
Inj8fRPpiJdGtHjep3pzSVyWWX67xfXp6ClvzPqE0GQY6rvwEGqlB4zwtFr2h+lp
O6j35bjrwFRQHL8wU6tbL1ST750HopgBj3ZQsnqbiE96L8wpQjjkhub8+4Q3IbU0
ZT6gBHjPoSiw89PGCchVdd1tcoza+z4b/SDkwJL4Pmw9S8YF4w0XTzFEUcHe3d06
vQIDAQAB
-----END PUBLIC KEY-----
`;
export const EC_KEY = `-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAErfnQ1ptHe1SfW7nmtKjYL1es6tFP
Y6JDI2cHnhTSq/uKO8KzpqcGl4ipbvJ2ENqPYht//eQPW2u3f4mkdG26ew==
-----END PUBLIC KEY-----
`;
/** Too weak for CloudFront. */
export const SMALL_RSA_KEY = `-----BEGIN PUBLIC KEY-----
MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDL/wt33nkOtGbzRUcU26F4yrwh
8aHH/PBk97ZcDsqmpjspPEcTZwATZNyTc1kOOfFWLPN/YqMoPbND8c278+uzvwfJ
QXhmOAznN0l4YYW+6qq7soXcLthM4ZShH30GSBY+2A/+KscFBxDNLarSJ6Ge/Y1W
t2rlbA6q7oWLDZrqWwIDAQAB
-----END PUBLIC KEY-----
`;
/** On a curve that CloudFront does not take. */
export const P384_KEY = `-----BEGIN PUBLIC KEY-----
MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAE0sPlLA9KWcF+hqk/1+w8VhdjUiG0kBEq
BJ3oK2ATmwGpafvPN/fvEZfoISoHUbwXxEDMbtJFGJArVbbL6l5nSw7cxzIzUaT9
UoT+depXtaQstrQnavvkoG4+4W3HBJBD
-----END PUBLIC KEY-----
`;

export const args: CdnArgs = {
  domain: "stream.example.com",
  zoneId: "Z1",
  certificateArn: "arn:viewers",
  region: "eu-north-1", // has no Origin Shield of its own
  accountId: "111122223333",
  settings,
  signingKeys: { "2026-11": EC_KEY },
  clientAssets,
  bus: { busName: pulumi.output("content"), undeliveredArn: pulumi.output("arn:undelivered") },
  pageTopicArn: "arn:page",
  ticketTopicArn: "arn:ticket",
  edgeTopics: { pageTopicArn: "arn:edge-page", ticketTopicArn: "arn:edge-ticket" },
  logRetentionDays: 90,
  protectStateful: true,
};
