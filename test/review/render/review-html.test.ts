import { createHash } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import { lossesOf } from "../../../review/comparison/allowances";
import type { CostComparison } from "../../../review/cost/compare-costs";
import { exactly } from "../../../review/cost/estimate";
import type { PlannedChange } from "../../../review/plan/plan";
import { shownPair } from "../../../review/render/html/changes";
import { changeText, costSection } from "../../../review/render/html/costs";
import { escapeHtml, html } from "../../../review/render/html/markup";
import { resourcesSection } from "../../../review/render/html/resources";
import { reviewHtml } from "../../../review/render/review-html";
import { platform } from "../picture/platform";
import { type Reviewed, reviewed, States } from "../picture/states";

const HOSTILE = `</script><img src=x onerror=alert(1)>"' onfocus='a\`\u202egnp\u200b\u0007[x](javascript:alert(1))`;

const page = ({ review, topologies }: Reviewed) => reviewHtml(review, topologies);

/** The page's text, without markup, style and script. */
const words = (text: string) =>
  text
    .replace(/<(style|script)>[\s\S]*?<\/\1>/g, "")
    .replace(/<[^>]*>/g, " ")
    .replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)))
    .replace(/\s+/g, " ");
const headings = (text: string) =>
  [...text.matchAll(/<(h[1-4])[^>]*>([\s\S]*?)<\/\1>/g)].map(([, level, inner]) => `${level} ${words(inner!).trim()}`);
const tags = (text: string) => [
  ...text.replace(/<(style|script)>[\s\S]*?<\/\1>/g, "<$1>").matchAll(/<(\/?[a-z!][^\s>]*)([^>]*)>/gi),
];

const lossy = () => reviewed(platform(), platform({ encrypted: false, cacheNodes: 3, queue: false }));

describe("reviewHtml()", () => {
  it("tells what would be lost first, and the rest in the order in which it is hard to undo", () => {
    expect(headings(page(lossy()))).toEqual([
      "h1 Review of shop",
      "h2 What would be lost, and nobody has allowed",
      "h2 Stacks",
      "h2 Stack dev",
      "h3 Replaced and deleted",
      "h4 Replaced (2)",
      "h4 Deleted (1)",
      "h3 Head-room",
      "h3 Monthly cost",
      "h3 Resources",
      "h3 Picture",
    ]);
  });

  it("puts lost data before lost messages, with the property that forces it", () => {
    const text = words(page(lossy()));
    const database = text.indexOf(
      "would be replaced, and its data lost ; it is protected, so the update would stop here",
    );
    expect(database).toBeGreaterThan(text.indexOf("What would be lost"));
    expect(text.indexOf("would be deleted, and its messages lost")).toBeGreaterThan(database);
    expect(text).toContain("storageEncrypted : before true → after false forces replacement");
    expect(text).toContain("Stop: something would be lost");
  });

  it("says so when nothing would be lost", () => {
    const text = words(page(reviewed(platform(), platform({ cacheNodes: 3 }))));
    expect(text).toContain("Nothing would be lost: no data, keys, messages, history or addresses.");
    expect(text).toContain("Nothing in the way");
    expect(text).toContain("numNodeGroups : before 2 → after 3");
    expect(text).toContain("2 changed, 11 as they are");
    expect(text).toMatch(/cache eu-west-1 \$\d+ \$\d+ \+\$\d+/);
  });

  it("keeps what somebody allowed apart, and tells of an allowance that expired", () => {
    const { review, topologies } = lossy();
    const allowance = (expires: string, resource: string) => ({
      ...{ stack: "dev", resource, action: "replace" as const, reason: "moved on Sunday", owner: "ann", expires },
    });
    const allowed = [allowance("2026-11-30", "database-eu-*"), allowance("2026-11-21", "database-us-*")];
    const stacks = review.stacks.map((stack) => ({
      ...stack,
      losses: lossesOf(stack.changes, "dev", allowed, "2026-11-22"),
    }));
    const text = reviewHtml({ ...review, stacks }, topologies);
    expect(headings(text).slice(1, 3)).toEqual([
      "h2 What would be lost, and nobody has allowed",
      "h2 What would be lost, and is allowed",
    ]);
    expect(words(text)).toContain("The allowance of ann expired on 2026-11-21.");
    expect(words(text)).toContain("Allowed by ann until 2026-11-30: moved on Sunday");
  });

  it("lets no name or value act, and shows it", () => {
    const side = (value: string) => {
      const states = new States();
      const component = states.component("shop:cache:Cache", HOSTILE);
      states.resource("aws:sqs/queue:Queue", `${HOSTILE}1`, component, { inputs: { [HOSTILE]: value } });
      return states;
    };
    const { review } = reviewed(side(`${HOSTILE}a`), side(`${HOSTILE}b`), HOSTILE);
    const topologies = reviewed(side("a"), side("b"), HOSTILE).topologies;
    const text = reviewHtml({ ...review, project: HOSTILE, base: { name: HOSTILE, commit: undefined } }, topologies);
    for (const harmful of ["\u202e", "\u200b", "\u0007"]) expect(text).not.toContain(harmful);
    const found = new Set(tags(text).map(([, tag]) => tag!.replace("/", "")));
    expect([...found].filter((tag) => ["img", "script"].includes(tag))).toEqual(["script"]);
    expect(text.match(/<script/g)).toHaveLength(1);
    const attributes = new Set(
      tags(text).flatMap(([, , inside]) =>
        [...inside!.replace(/"[^"]*"/g, '""').matchAll(/([a-z-]+)\s*=/gi)].map(([, each]) => each),
      ),
    );
    expect([...attributes].filter((each) => /^on|^src$|^style$|^srcdoc$/i.test(each!))).toEqual([]);
    const links = [...text.matchAll(/(?:href|url)[=(]"?([^")]*)/g)].map(([, target]) => target);
    expect(links.filter((target) => !target!.startsWith("#"))).toEqual([]);
    expect(words(text)).toContain(`${HOSTILE.slice(0, 40)}`);
  });

  it("asks nobody for anything: a policy lets only its own script run", () => {
    const text = page(lossy());
    const [, script] = /<script>([\s\S]*?)<\/script>/.exec(text)!;
    const hash = createHash("sha256").update(script!).digest("base64");
    expect(text).toContain(
      `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'">`,
    );
    expect(text).not.toMatch(/https?:\/\/(?!www\.w3\.org\/2000\/svg")/);
    expect(text).not.toMatch(/@import|url\((?!#)/);
  });

  it("shows everything without its script: nothing but the search is hidden", () => {
    const hidden = tags(page(lossy())).filter(([, , inside]) =>
      /\shidden(?=[\s>]|$)/.test(inside!.replace(/"[^"]*"/g, '""')),
    );
    expect(hidden.map(([, tag]) => tag)).toEqual(["form"]);
  });

  it("has an end for every beginning, and every id once", () => {
    const text = page(lossy());
    const open: string[] = [];
    for (const [whole, tag] of tags(text)) {
      if (whole.endsWith("/>") || ["!doctype", "meta", "input", "br", "style", "script"].includes(tag!)) continue;
      if (tag!.startsWith("/")) expect(open.pop()).toBe(tag!.slice(1));
      else open.push(tag!);
    }
    expect(open).toEqual([]);
    const ids = [...text.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id!);
    expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
    const named = [...text.matchAll(/aria-labelledby="([^"]*)"|href="#([^"]*)"|data-tree="([^"]*)"/g)];
    const missing = named
      .flatMap(([, a = "", b = "", c = ""]) => `${a} ${b} ${c}`.trim().split(/\s+/))
      .filter((id) => !ids.includes(id));
    expect(missing).toEqual([]);
  });

  it("gives the same bytes whatever the order in which the program declared things", () => {
    const [base, head] = [platform(), platform({ cacheNodes: 3, encrypted: false })];
    const first = page(reviewed(base, head));
    base.all.reverse();
    head.all.reverse();
    expect(page(reviewed(base, head))).toBe(first);
  });

  it("lists unknown values, moved and forgotten resources", () => {
    const { review, topologies } = lossy();
    const [stack] = review.stacks;
    const [sample] = stack!.changes.filter(({ custom }) => custom);
    const moved: PlannedChange = {
      ...sample!,
      name: "here",
      formerUrn: "urn:pulumi:dev::shop::a:b:C::there",
      action: "same",
    };
    const forgotten: PlannedChange = { ...sample!, urn: `${sample!.urn}2`, name: "kept", action: "forget" };
    const unknowns = [{ urn: sample!.urn, name: "here", path: "policy" }];
    const text = words(
      reviewHtml({ ...review, stacks: [{ ...stack!, changes: [moved, forgotten], unknowns }] }, topologies),
    );
    expect(text).toContain("moved here");
    expect(text).toContain("was there");
    expect(text).toContain("Forgotten: it stays in the cloud, and Pulumi no longer knows it (1)");
    expect(text).toContain("1 value of 1 resource here : policy");
  });
});

describe("the resources", () => {
  const tree = (base: States, head: States) => {
    const text = resourcesSection(reviewed(base, head).review.stacks[0]!, "stack-1").text;
    return words(text.slice(text.indexOf('class="tree"')))
      .replace(/^[^>]*> /, "")
      .trim();
  };

  it("stand below their components, components first, then by type and name", () => {
    const states = new States();
    states.resource("aws:sqs/queue:Queue", "b");
    states.resource("aws:sqs/queue:Queue", "a");
    states.resource("aws:s3/bucket:Bucket", "z");
    const part = states.component("shop:x:Part", "part");
    const parent = states.resource("aws:sqs/queue:Queue", "inner", part);
    states.resource("aws:sqs/queuePolicy:QueuePolicy", "below", parent);
    expect(tree(states, states)).toBe(
      "part shop:x:Part inner aws:sqs/queue:Queue below aws:sqs/queuePolicy:QueuePolicy " +
        "z aws:s3/bucket:Bucket a aws:sqs/queue:Queue b aws:sqs/queue:Queue",
    );
  });

  it("that are deleted stand below what their component is called now", () => {
    const [base, head] = [new States(), new States()];
    const former = base.component("shop:x:Part", "old");
    base.resource("aws:sns/topic:Topic", "gone", former);
    const kept = base.resource("aws:sqs/queue:Queue", "kept", former);
    const now = head.component("shop:x:Part", "new");
    head.resource("aws:sqs/queue:Queue", "kept", now, { aliases: [kept.urn] });
    head.all[0] = { ...now, aliases: [former.urn] };
    expect(tree(base, head)).toBe(
      "new shop:x:Part was old (1 change) deleted gone aws:sns/topic:Topic kept aws:sqs/queue:Queue",
    );
  });

  it("leave out providers that stay as they are", () => {
    const states = new States();
    states.resource("pulumi:providers:aws", "aws");
    expect(tree(states, states)).toBe("");
    expect(tree(new States(), states)).toBe("created aws pulumi:providers:aws");
  });
});

describe("shownPair()", () => {
  it.each([
    ["short values as they are", "a", "b", ["a", "b"]],
    [
      "long ones where they differ",
      `${"x".repeat(300)}A${"y".repeat(300)}`,
      `${"x".repeat(300)}B${"y".repeat(300)}`,
      [`…${"x".repeat(60)}A${"y".repeat(60)}…`, `…${"x".repeat(60)}B${"y".repeat(60)}…`],
    ],
    ["the first 240 characters of what differs altogether", "a".repeat(241), "b", [`${"a".repeat(240)}…`, "b"]],
    ["240 characters as a whole", "a".repeat(240), "b", ["a".repeat(240), "b"]],
    ["what was added at the end", "a".repeat(250), "a".repeat(251), [`…${"a".repeat(60)}`, `…${"a".repeat(61)}`]],
  ])("shows %s", (_, before, after, expected) => {
    expect(shownPair(before, after)).toEqual(expected);
  });
});

describe("costSection()", () => {
  const line = (component: string, region: string, after: number) =>
    ({ component, region, base: exactly(100), head: exactly(after), baseUsage: 0, headUsage: 30 }) as const;
  const thing = (name: string) => ({ urn: name, name, component: "x", region: "r", item: "i", why: "nobody knows" });
  const section = (lines: CostComparison["lines"], unpriced: CostComparison["unpriced"]) =>
    costSection({ base: exactly(400), head: exactly(411), lines, unpriced, priceDates: undefined, unverified: [] })
      .text;

  it("has one order, whatever noise a sum has and whatever came first", () => {
    const [a, b, c] = [line("cache", "a", 100), line("cache", "b", 100 + 1e-13), line("edge", "a", 111)];
    const text = section([a, b, c], [thing("p"), thing("q")]);
    expect(section([b, a, c], [thing("q"), thing("p")])).toBe(text);
    expect(words(text)).toContain(
      "What changes, by part and region part region before after change edge a $100 $111 $30 of it by declared use +$11",
    );
    expect(words(text)).toContain("2 parts whose costs stay the same");
    expect(words(text)).toMatch(/2 things without a price, not in it p i in r : nobody knows q i/);
  });
});

describe("changeText()", () => {
  it.each([
    [1, 1.004, "no change"],
    [1, 1.5, "+under $1"],
    [2, 1.01, "−under $1"],
    [1, 2, "+$1"],
    [5000, 1, "−$4,999"],
  ])("of $%d and $%d is %s", (before, after, expected) => {
    expect(changeText(before, after)).toBe(expected);
  });
});

describe("html", () => {
  it("escapes what is filled in, once", () => {
    expect(html`<p title="${'"'}">${html`<b>${"<&>"}</b>`}${5}</p>`.text).toBe(
      '<p title="&#34;"><b>&#60;&#38;&#62;</b>5</p>',
    );
    expect(escapeHtml("a\u0000b\u2028c\n\td")).toBe("a\\u0000b\\u2028c\n\td");
  });
});
