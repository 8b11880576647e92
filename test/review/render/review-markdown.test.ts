import { describe, expect, it } from "@jest/globals";
import { lossesOf } from "../../../review/comparison/allowances";
import { compareStack } from "../../../review/comparison/compare";
import type { Review } from "../../../review/comparison/review";
import { Prices } from "../../../review/cost/prices";
import type { PlannedChange } from "../../../review/plan/plan";
import { COMMENT_MARK, code, MAX_COMMENT, reviewMarkdown } from "../../../review/render/review-markdown";
import { loadReplacements } from "../../../review/terraform/replacements";

const HOSTILE = "a`b``c|<img src=x onerror=alert(1)>\u202egnp.[x](javascript:alert(1))@everyone\u0007";

function change(name: string, more: Partial<PlannedChange> = {}): PlannedChange {
  return {
    ...{
      urn: `urn:pulumi:dev::shop::aws:sqs/queue:Queue::${name}`,
      type: "aws:sqs/queue:Queue",
      name,
      parent: "",
      custom: true,
    },
    ...{ action: "update", replacement: "no", formerUrn: undefined, reasons: [], holds: undefined, protected: false },
    ...{ deletesFirst: false, properties: [] },
    ...more,
  };
}

function review(stacks: Readonly<Record<string, readonly PlannedChange[]>>): Review {
  const rules = { table: loadReplacements(), prices: Prices.load(), allowances: [], today: "2026-11-22" };
  return {
    ...{ project: "shop", base: { name: "main", commit: "1" }, head: { name: "change", commit: "2" } },
    stacks: Object.entries(stacks).map(([stack, changes]) => ({
      ...compareStack({ stack, base: undefined, head: undefined }, rules),
      ...{ presence: "both", changes, losses: lossesOf(changes, stack, [], "2026-11-22") },
    })),
  };
}

const property = (path: string, before: string, after: string) =>
  ({ path, kind: "update", consequence: "update", before, after, cause: undefined }) as const;

describe("reviewMarkdown()", () => {
  it("begins with the mark, the verdict and what would be lost", () => {
    const lost = change("orders", { action: "delete", holds: "messages", protected: true });
    expect(
      reviewMarkdown(review({ dev: [lost] }))
        .split("\n")
        .slice(0, 4),
    ).toEqual([
      COMMENT_MARK,
      "### 🛑 Something would be lost: `shop`",
      "`main` → `change`",
      "- 🛑 `dev`: `orders` (`aws:sqs/queue:Queue`) would be deleted, and its messages lost; **not allowed**; protected, so the update would stop",
    ]);
  });

  it("fits into a comment however much there is to tell, and says so", () => {
    const many = Array.from({ length: 3000 }, (_, i) =>
      change(`queue-${i}`, { properties: [property("delaySeconds", "1", "2")] }),
    );
    const text = reviewMarkdown(review({ dev: many, staging: many, prod: many }));
    expect(text.length).toBeLessThan(MAX_COMMENT);
    expect(text.match(/More than fits into a comment/g)).toHaveLength(3);
    expect(text.match(/<details>/g)).toHaveLength(3);
    expect(text.match(/<\/details>/g)).toHaveLength(3);
    expect(text.length).toBeGreaterThan(MAX_COMMENT * 0.9);
  });

  it("quotes hostile names and values so that nothing acts", () => {
    const text = reviewMarkdown(
      review({ [HOSTILE]: [change(HOSTILE, { properties: [property(HOSTILE, HOSTILE, "x\n\n</details><script>")] })] }),
    );
    const outside = text.replace(/(`+)(?!`)[^\n]*?[^`]\1(?!`)/g, "");
    for (const acting of ["<img", "<script", "](", "@everyone"]) expect(outside).not.toContain(acting);
    for (const harmful of ["\u202e", "\u0007"]) expect(text).not.toContain(harmful);
    expect(outside.match(/<\/?(details|summary)>/g)).toEqual(["<details>", "<summary>", "</summary>", "</details>"]);
  });
});

describe("code()", () => {
  it.each([
    ["plain", "`plain`"],
    ["a`b", "``a`b``"],
    ["a``b`c", "```a``b`c```"],
    ["`", "`` ` ``"],
    ["", "` `"],
    ["two\nlines", "`two lines`"],
    ["x".repeat(90), `\`${"x".repeat(79)}…\``],
  ])("makes %j stand for itself", (text, expected) => {
    expect(code(text)).toBe(expected);
  });
});
