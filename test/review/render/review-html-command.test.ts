import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { ReviewRepository } from "../../support/review-repository";
import { runCommand } from "../../support/run-preview";

const CANARY = "canary-5e1d0c";

/** A queue with a secret in its inputs, in its outputs, in configuration and in a message. */
const program = (delaySeconds: number, secret: string) => `const aws = require("@pulumi/aws");
const pulumi = require("@pulumi/pulumi");
const password = new pulumi.Config().requireSecret("password");
class Orders extends pulumi.ComponentResource {
  constructor(name) {
    super("shop:messaging:Orders", name);
    const tags = { secret: "${secret}" };
    this.queue = new aws.sqs.Queue(name + "-queue", { region: "eu-west-1", delaySeconds: ${delaySeconds}, policy: pulumi.secret("${secret}"), tags },
      { parent: this });
    this.registerOutputs({ password });
  }
}
const orders = new Orders("orders");
pulumi.log.warn("took ${secret}", orders.queue);
exports.password = password;
`;

const repository = new ReviewRepository();
beforeAll(() => {
  const config = { "Pulumi.dev.yaml": `config:\n  shop:password:\n    secure: unreadable\n` };
  repository.commit("base", { ...config, "index.js": program(1, `${CANARY}-base`) });
  repository.commit("head", { "index.js": program(2, `${CANARY}-head`) });
});
afterAll(() => repository.remove());

const run = (...more: string[]) =>
  runCommand([
    "review",
    "--program",
    repository.directory,
    "--base",
    "base",
    "--head",
    "head",
    "--today",
    "2026-11-22",
    ...more,
  ]);

describe("p95 review --html", () => {
  it("writes the same page twice, without a secret of either side, and leaves the other outputs as they are", async () => {
    const pages = [];
    for (const file of ["a.html", "b.html"]) {
      const path = join(repository.directory, file);
      const { code, stdout, stderr } = await run("--html", path);
      expect(stderr).toBe("");
      expect(code).toBe(0);
      expect(stdout.split("\n")[0]).toBe("shop: base -> head");
      pages.push(readFileSync(path, "utf8"));
    }
    expect(pages[1]).toBe(pages[0]);
    expect(pages[0]).toContain("<title>Review of shop</title>");
    expect(pages[0]).toContain("orders-queue");
    expect(pages[0]).toMatch(/>delaySeconds<[\s\S]*?>1<[\s\S]*?>2</);
    expect(pages[0]).toContain("[secret]");
    expect(pages[0]).not.toContain(`${CANARY}-base`);
    expect(pages[0]).not.toContain(`${CANARY}-head`);
  });

  it("writes nothing, and says why, where there is no such folder", async () => {
    const { code, stderr } = await run("--html", join(repository.directory, "nowhere/a.html"));
    expect(stderr).toMatch(/^p95: Cannot write .*nowhere\/a\.html: ENOENT/);
    expect(code).toBe(2);
    expect(existsSync(join(repository.directory, "nowhere"))).toBe(false);
  });
});
