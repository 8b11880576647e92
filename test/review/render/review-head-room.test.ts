import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { UNKNOWN } from "../../../review/engine/values";
import { palette } from "../../../review/render/palette";
import { reviewHtml } from "../../../review/render/review-html";
import { reviewJson } from "../../../review/render/review-json";
import { reviewMarkdown } from "../../../review/render/review-markdown";
import { renderReview } from "../../../review/render/review-text";
import { reviewed, States } from "../picture/states";

const HOSTILE = "a|<b>`x";

/** So many elastic IPs, and the quota that is declared of them. */
function addresses(count: number, quota: number, region = "eu-west-1") {
  const states = new States();
  for (let i = 0; i < count; i++) states.resource("aws:ec2/eip:Eip", `ip-${i}`, undefined, { inputs: { region } });
  const inputs = { region, quotaCode: "L-0263D0A3", value: quota };
  states.resource("aws:servicequotas/serviceQuota:ServiceQuota", "ips", undefined, { inputs });
  return states;
}

const plain = palette({}, {});
const textOf = (base: States | undefined, head: States | undefined) => renderReview(reviewed(base, head).review, plain);
const section = (text: string) => {
  const lines = text.split("\n");
  const from = lines.findIndex((line) => line.startsWith("  head-room"));
  return from < 0 ? [] : lines.slice(from, from + 2);
};

describe("the head-room of a review", () => {
  it("stands in the text where a limit changes or is tight", () => {
    expect(section(textOf(addresses(2, 5), addresses(3, 5)))).toEqual([
      "  head-room at the declared maximum",
      "    Elastic IPs in eu-west-1: 2 of 5 in use (40%) -> 3 of 5 in use (60%)",
    ]);
    expect(section(textOf(addresses(4, 5), addresses(4, 5)))[1]).toBe(
      "    Elastic IPs in eu-west-1: 4 of 5 in use (80%) -> 4 of 5 in use (80%), is nearly used up",
    );
    expect(section(textOf(addresses(4, 5), addresses(6, 5)))[1]).toBe(
      "    Elastic IPs in eu-west-1: 4 of 5 in use (80%) -> 6 of 5 in use (120%), is too small",
    );
    expect(section(textOf(addresses(2, 5), addresses(2, 5)))).toEqual([]);
  });

  it("stands at the top where a limit becomes too small, and only there", () => {
    const shortage = "Elastic IPs in eu-west-1";
    const top = (base: States | undefined, head: States) => ({
      text: textOf(base, head)
        .split("\n")
        .filter((line) => line.startsWith("!")),
      comment: reviewMarkdown(reviewed(base, head).review)
        .split("\n")
        .filter((line) => line.startsWith("- ⚠️")),
    });
    const told = {
      text: [`! would be too small: ${shortage}, at the declared maximum: 6 of 5 in use (120%)`],
      comment: [`- ⚠️ \`dev\`: \`${shortage}\` would be too small at the declared maximum: 6 of 5 in use (120%)`],
    };
    expect(top(addresses(5, 5), addresses(6, 5))).toEqual(told);
    expect(top(undefined, addresses(6, 5))).toEqual(told);
    expect(top(addresses(6, 5), addresses(7, 5))).toEqual({ text: [], comment: [] });
    expect(top(addresses(4, 5), addresses(5, 5))).toEqual({ text: [], comment: [] });
  });

  it("is not cut from a comment by a long list of what is created", () => {
    const head = addresses(5, 5);
    for (let i = 0; i < 3000; i++) head.resource("aws:sqs/queue:Queue", `queue-${i}`);
    const comment = reviewMarkdown(reviewed(addresses(2, 5), head).review);
    expect(comment).toContain("More than fits into a comment");
    expect(comment).toContain(
      "| `Elastic IPs in eu-west-1` | 2 of 5 in use (40%) | 5 of 5 in use (100%) | is nearly used up |",
    );
    expect(comment).toContain("| `ec2` | `eu-west-1` |");
  });

  it("is none of a stack that is gone", () => {
    expect(section(textOf(addresses(9, 5), undefined))).toEqual([]);
    expect(reviewed(addresses(9, 5), undefined).review.stacks[0]!.headRoom).toEqual([]);
  });

  it("cuts a long list in the text, and says so", () => {
    const many = new States();
    for (let i = 0; i < 12; i++) many.all.push(...addresses(5, 5, `eu-west-${i}`).all);
    const text = textOf(undefined, many);
    expect(text.match(/is nearly used up/g)).toHaveLength(10);
    expect(text).toContain("    and 2 more limits\n");
  });

  it("stands in the comment, with names that cannot act", () => {
    const hostile = (pods: string) => {
      const states = new States();
      const inputs = { metadata: { namespace: HOSTILE }, spec: { hard: { pods } } };
      states.resource("kubernetes:core/v1:ResourceQuota", "eu-west-1-quota", undefined, { inputs });
      return states;
    };
    const lines = reviewMarkdown(reviewed(hostile("5"), hostile("6")).review).split("\n");
    const at = lines.indexOf("**head-room** at the declared maximum");
    expect(lines.slice(at + 2, at + 5)).toEqual([
      "| limit | before | after | |",
      "| --- | --- | --- | --- |",
      "| ``pods of namespace a\\|<b>`x in eu-west-1`` | 0 of 5 pods (0%) | 0 of 6 pods (0%) |  |",
    ]);
  });

  it("stands in the page, with all limits folded", () => {
    const { review, topologies } = reviewed(addresses(4, 5), addresses(6, 5));
    const page = reviewHtml(review, topologies);
    const from = page.indexOf(">Head-room<");
    const words = page
      .slice(from, page.indexOf(">Monthly cost<"))
      .replace(/<[^>]*>/g, " ")
      .replace(/\s+/g, " ");
    expect(words).toContain("1 is too small or nearly used up.");
    expect(words).toContain("Elastic IPs eu-west-1 4 of 5 in use (80%) 6 of 5 in use (120%) is too small what else");
    expect(words).toContain("1 limit All limits");
  });

  it("is held against the plan beside the stack's configuration", () => {
    const folder = mkdtempSync(join(tmpdir(), "p95-plan-"));
    const limits = [{ id: "eu-west-1/account/elasticIps", usedAtPeak: 7 }];
    const plan = { schemaVersion: 1, peak: { day: "2026-12-18" }, limits };
    writeFileSync(join(folder, "capacity.dev.json"), JSON.stringify(plan));
    const { review, topologies } = reviewed(addresses(2, 7), addresses(2, 6), "dev", folder);
    rmSync(folder, { recursive: true });
    const reason = "for what is planned on 2026-12-18: 7 of 6 in use (117%)";
    expect(renderReview(review, plain)).toContain(`! would be too small: Elastic IPs in eu-west-1, ${reason}\n`);
    expect(reviewMarkdown(review)).toContain(`\`Elastic IPs in eu-west-1\` would be too small ${reason}\n`);
    expect(reviewHtml(review, topologies)).toContain(`is too small ${reason}`);
    const [{ headRoom }] = JSON.parse(reviewJson(review)).stacks;
    expect(headRoom[0].planned).toEqual({ used: 7, day: "2026-12-18" });
  });

  it("is whole in the JSON, with null for what nobody knows", () => {
    const [stack] = JSON.parse(reviewJson(reviewed(undefined, addresses(2, 5)).review)).stacks;
    expect(stack.headRoom).toEqual([
      {
        ...{ id: "eu-west-1/account/elasticIps", limit: "Elastic IPs", component: "account", region: "eu-west-1" },
        unit: "in use",
        urns: ["ip-0", "ip-1", "ips"].map(
          (name) =>
            `urn:pulumi:dev::shop::aws:${name === "ips" ? "servicequotas/serviceQuota:ServiceQuota" : "ec2/eip:Eip"}::${name}`,
        ),
        base: null,
        head: {
          ...{ used: 2, available: 5, share: 0.4 },
          notes: ["what else the account holds in the region comes on top"],
        },
        planned: null,
      },
    ]);
    const unknown = new States();
    const inputs = { metadata: { namespace: "shop" }, spec: { hard: UNKNOWN } };
    unknown.resource("kubernetes:core/v1:ResourceQuota", "eu-west-1-quota", undefined, { inputs });
    const [{ headRoom }] = JSON.parse(reviewJson(reviewed(undefined, unknown).review)).stacks;
    expect(headRoom[0].head).toEqual({
      ...{ used: 0, available: null, share: null },
      notes: ['not evaluable: spec.hard["pods"] of eu-west-1-quota is not known yet', "pods of a roll-out come on top"],
    });
  });
});
