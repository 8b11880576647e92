import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { ReviewRepository } from "../support/review-repository";
import { type CommandResult, runCommand } from "../support/run-preview";

/** Its beginning and its end stay as they are however the rest is escaped. */
const CANARY = "c4n4ry-7f<b>&\"'|`a9-5e1d0c";

/**
 * A program that reads one secret and lets it out wherever a program can: into inputs and keys, physical and logical names, types,
 * aliases, outputs, URNs, messages and what it prints. One place marks it as secret; all others quote it as any text.
 */
const program = (delaySeconds: number, failure = "") => `const aws = require("@pulumi/aws");
const k8s = require("@pulumi/kubernetes");
const pulumi = require("@pulumi/pulumi");
const config = new pulumi.Config();
const password = config.requireSecret("password");
const plain = config.require("password");
class Part extends pulumi.ComponentResource {
  constructor(name) {
    super("shop:" + plain.replace(/:/g, "") + ":Part", name);
    const region = "eu-west-1";
    const delaySeconds = ${delaySeconds};
    const queue = new aws.sqs.Queue("orders-" + plain, { region, delaySeconds, policy: password, name: "orders-" + plain,
      tags: { [plain]: "key", value: plain, json: JSON.stringify({ plain }), url: "https://x/?t=" + encodeURIComponent(plain) } },
      { parent: this, aliases: [{ name: "former-" + plain }] });
    new aws.s3.Bucket("files", { region, bucket: "files-" + plain, tags: { delay: "${delaySeconds}" } }, { parent: this });
    new aws.sns.TopicSubscription("copy", { region, topic: "arn:aws:sns:eu-west-1:1:" + plain, protocol: "sqs", endpoint: queue.arn });
    new k8s.core.v1.Secret("eu-west-1-login", { metadata: { name: "login-" + plain },
      data: { password: Buffer.from(plain).toString("base64") }, stringData: { delay: "${delaySeconds} " + plain } });
    new k8s.core.v1.ResourceQuota("eu-west-1-quota", { metadata: { namespace: plain }, spec: { hard: { pods: "${delaySeconds}" } } });
    new aws.ec2.Instance("imported", { region, ami: "ami-1", instanceType: "m7g.large" }, { import: "i-" + plain });
    this.registerOutputs({ password, url: pulumi.interpolate\`postgres://app:\${password}@\${queue.arn}\`, plain });
    pulumi.log.warn("took " + plain, queue);
  }
}
new Part("part-" + plain);
console.log("prints " + plain);
console.error("complains of " + plain);
exports.password = password;
exports.plain = { ["of " + plain]: plain };
${failure}
`;

/** A pack that quotes what it was given, and one that breaks over it. */
const pack = (rule: string) => `const { PolicyPack } = require("@pulumi/policy");
const check = (args, report) => { if (args.type === "aws:sqs/queue:Queue") ${rule} };
new PolicyPack("house", { policies: [{ name: "quotes", description: "Quotes.", enforcementLevel: "mandatory", validateResource: check }] });
`;
const QUOTES =
  'report("delay " + args.props.delaySeconds + ", tagged " + JSON.stringify(args.props.tags) + ", " + args.urn);';

const repository = new ReviewRepository();
const file = (name: string) => join(repository.directory, name);
const read = (name: string) => readFileSync(file(name), "utf8");

beforeAll(() => {
  repository.commit("base", {
    "Pulumi.dev.yaml": `config:\n  shop:password: ${JSON.stringify(CANARY)}\n`,
    "policies/PulumiPolicy.yaml": "runtime: nodejs\n",
    "policies/package.json": '{ "version": "1.0.0" }',
    "policies/index.js": pack(QUOTES),
    "index.js": program(1),
  });
  repository.commit("head", { "index.js": program(2) });
  repository.commit("pack-breaks", {
    "policies/index.js": pack("throw new TypeError(JSON.stringify(args.props.tags));"),
  });
  repository.commit("throws", { "index.js": program(2, 'throw new TypeError("no login with " + plain);') });
  repository.commit("rejects", {
    "index.js": program(2, 'password.apply((text) => { throw new Error("bad " + text); });'),
  });
});
afterAll(() => repository.remove());

/** Texts that would give the secret away in any escaping, and its base64. */
const TRACES = ["c4n4ry", "5e1d0c", Buffer.from(CANARY).toString("base64").slice(0, 12)];
const tracesIn = (...texts: string[]) => texts.flatMap((text) => TRACES.filter((trace) => text.includes(trace)));

describe("one secret in every place", () => {
  const preview = (tag: string, ...more: string[]): Promise<CommandResult> => {
    repository.git("checkout", "--quiet", tag);
    return runCommand(["preview", "--program", repository.directory, "--stack", "dev", ...more]);
  };
  const review = (head: string, ...more: string[]) =>
    runCommand([
      "review",
      "-C",
      repository.directory,
      "--base",
      "base",
      "--head",
      head,
      "--today",
      "2026-11-22",
      ...more,
    ]);

  it("is in no output of a preview: text, messages, and the exported state", async () => {
    const { code, stdout, stderr } = await preview("head", "--export", file("state.json"));
    expect(code).toBe(4);
    expect(stdout).toContain("took [secret]");
    expect(stdout).toContain("orders-[secret]");
    expect(stdout).toContain("delay 2, tagged");
    expect(read("state.json")).toContain("files-[secret]");
    expect(tracesIn(stdout, stderr, read("state.json"))).toEqual([]);
  });

  it("is in no JSON of a preview", async () => {
    const { stdout, stderr } = await preview("head", "--json");
    expect(JSON.parse(stdout).resources.map(({ name }: { name: string }) => name)).toContain("orders-[secret]");
    expect(tracesIn(stdout, stderr)).toEqual([]);
  });

  it("is in no output of a review: text, comment, and the page with its picture", async () => {
    const { code, stdout, stderr } = await review("head", "--markdown", file("a.md"), "--html", file("a.html"));
    expect(code).toBe(0);
    for (const text of [stdout, read("a.md"), read("a.html")]) expect(text).toContain("orders-[secret]");
    expect(stdout).toContain("pods of namespace [secret]");
    expect(read("a.html")).toMatch(/<svg[\s\S]*part-\[secret\][\s\S]*<\/svg>/);
    expect(tracesIn(stdout, stderr, read("a.md"), read("a.html"))).toEqual([]);
  });

  it("is in no JSON of a review", async () => {
    const { stdout, stderr } = await review("head", "--json");
    const changes = JSON.parse(stdout).stacks[0].changes;
    expect(changes.map(({ name }: { name: string }) => name)).toEqual([
      ...["orders-[secret]", "eu-west-1-quota", "eu-west-1-login", "files"],
    ]);
    expect(tracesIn(stdout, stderr)).toEqual([]);
  });

  it.each([
    ["a preview of a program that throws", preview, "throws", 1, "no login with [secret]"],
    ["a review of one whose promise is rejected", review, "rejects", 1, "bad [secret]"],
    ["a review whose policy pack breaks", review, "pack-breaks", 5, "TypeError"],
  ] as const)("is in no message of %s", async (_, command, tag, code, message) => {
    const { stdout, stderr, ...result } = await command(tag);
    expect(result.code).toBe(code);
    expect(stderr).toContain(message);
    expect(tracesIn(stdout, stderr)).toEqual([]);
  });
});
