import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type Browser, launch, type Page } from "puppeteer-core";
import { reviewHtml } from "../../../review/render/review-html";
import { platform } from "../../review/picture/platform";
import { reviewed, type States } from "../../review/picture/states";

// For the functions that run in the browser: the types of a browser would hold for the whole project.
declare const document: any;
declare const getComputedStyle: (element: any) => any;

// Debian 12: chromium
const CHROMIUM = "/usr/bin/chromium";

/** Longest waits for the browser. Unit: milliseconds. */
const PATIENCE = 30_000;

const AXE = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const HOSTILE = `</script><img src="http://example.com/x" onerror="document.title='owned'">\u202e${"long".repeat(60)}`;

const directory = mkdtempSync(join(tmpdir(), "p95-report-"));
let browser: Browser;

beforeAll(async () => {
  if (!existsSync(CHROMIUM)) throw new Error(`${CHROMIUM} is missing: apt-get install chromium`);
  // Root may not use the sandbox, and in a container there is nobody else.
  browser = await launch({ executablePath: CHROMIUM, args: ["--no-sandbox", "--disable-gpu"], timeout: PATIENCE });
}, PATIENCE);

afterAll(async () => {
  await browser.close();
  rmSync(directory, { recursive: true, force: true });
});

/** A review with everything in it that a page can show: losses, all kinds of changes, costs, unknowns, hostile names. */
function everything(): string {
  const more = (states: States, value: string) => {
    const part = states.component("shop:messaging:Queues", HOSTILE);
    states.resource("aws:sqs/queue:Queue", `${HOSTILE}-queue`, part, {
      inputs: { region: "eu-west-1", policy: value },
    });
    return states;
  };
  const base = more(platform(), `${HOSTILE} before`);
  const head = more(
    platform({ cacheNodes: 3, encrypted: false, queue: false, regions: ["eu-west-1", "ap-south-1"] }),
    "after",
  );
  const { review, topologies } = reviewed(base, head);
  const [stack] = review.stacks;
  const unknowns = [{ urn: stack!.changes[0]!.urn, name: HOSTILE, path: HOSTILE }];
  return reviewHtml(
    {
      ...review,
      stacks: [
        { ...stack!, unknowns },
        { ...stack!, stack: "prod" },
      ],
    },
    topologies,
  );
}

interface Opened {
  readonly page: Page;
  /** Addresses other than the page's own that it asked for. */
  readonly asked: string[];
  readonly errors: string[];
}

async function open(width: number, scheme: "light" | "dark", script = true): Promise<Opened> {
  const file = join(directory, "review.html");
  writeFileSync(file, everything());
  const page = await browser.newPage();
  const [asked, errors]: string[][] = [[], []];
  page.on("request", (request) => {
    if (request.url() !== pathToFileURL(file).href) asked!.push(request.url());
  });
  page.on("pageerror", (error) => errors!.push(String(error)));
  page.on("console", (message) => errors!.push(message.text()));
  await page.setJavaScriptEnabled(script);
  await page.setViewport({ width, height: 800 });
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
  await page.goto(pathToFileURL(file).href, { waitUntil: "load" });
  return { page, asked: asked!, errors: errors! };
}

const SIZES = [320, 360, 1280].flatMap((width) =>
  (["light", "dark"] as const).map((scheme) => [width, scheme] as const),
);

describe.each(SIZES)("the page at %d pixels in %s", (width, scheme) => {
  let opened: Opened;
  beforeAll(async () => {
    opened = await open(width, scheme);
  }, PATIENCE);
  afterAll(() => opened.page.close());

  it("is no wider than the window", async () => {
    const wide = await opened.page.evaluate(() => {
      const limit = document.documentElement.clientWidth;
      const scrolled = (element: any) => element.parentElement!.closest(".scroll") !== null;
      const out = [...document.body.querySelectorAll("*")].filter(
        (element) =>
          element.getBoundingClientRect().right > limit + 1 && !scrolled(element) && !element.closest(".unseen"),
      );
      return {
        over: document.documentElement.scrollWidth - limit,
        out: out.map((element) => element.outerHTML.slice(0, 120)),
      };
    });
    expect(wide).toEqual({ over: 0, out: [] });
  });

  it("has a ground of the scheme's colour", async () => {
    const ground = await opened.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(ground).toBe(scheme === "light" ? "rgb(255, 255, 255)" : "rgb(21, 24, 28)");
  });

  it("breaks no rule of axe-core, contrast included", async () => {
    await opened.page.evaluate(() => {
      for (const fold of document.querySelectorAll("details")) fold.open = true;
    });
    await opened.page.evaluate(AXE);
    const result = await opened.page.evaluate(async () => {
      const { violations, passes } = await (globalThis as any).axe.run(document);
      const told = violations.map(({ id, impact, nodes }: any) => ({
        id,
        impact,
        where: nodes[0].html.slice(0, 200),
        why: nodes[0].failureSummary,
      }));
      return { told, judged: passes.map(({ id }: any) => id) };
    });
    expect(result.told).toEqual([]);
    expect(result.judged).toEqual(expect.arrayContaining(["color-contrast", "label", "button-name"]));
  });

  it("asks for nothing, runs nothing but its own script, and complains of nothing", async () => {
    expect(opened.asked).toEqual([]);
    expect(opened.errors).toEqual([]);
    expect(await opened.page.title()).toBe("Review of shop");
  });
});

describe("the picture", () => {
  it.each(["light", "dark"] as const)("has texts of a contrast of 4.5 or more in %s", async (scheme) => {
    const { page } = await open(1280, scheme);
    const weak = await page.evaluate(() => {
      const canvas = document.createElement("canvas").getContext("2d")!;
      const channels = (colour: string) => {
        canvas.fillStyle = colour;
        canvas.fillRect(0, 0, 1, 1);
        return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
      };
      const light = (colour: string) => {
        const [r, g, b] = channels(colour).map((each) => {
          const part = each / 255;
          return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
      };
      const fill = (element: any) => getComputedStyle(element).fill;
      return [...document.querySelectorAll(".p95-picture text")].flatMap((text) => {
        const ground = text.parentElement!.querySelector("rect")!;
        const [low, high] = [light(fill(text)), light(fill(ground))].sort((a, b) => a - b);
        const contrast = (high! + 0.05) / (low! + 0.05);
        return contrast < 4.5 ? [`${text.textContent}: ${contrast}`] : [];
      });
    });
    expect(weak).toEqual([]);
    await page.close();
  });

  it("keeps every text inside its part", async () => {
    const { page } = await open(1280, "light");
    const out = await page.evaluate(() =>
      [...document.querySelectorAll(".p95-picture .part")].flatMap((part) => {
        const frame = part.querySelector("rect")!.getBoundingClientRect();
        return [...part.querySelectorAll("text")]
          .filter((text) => text.getBoundingClientRect().right > frame.right)
          .map((text) => text.textContent);
      }),
    );
    expect(out).toEqual([]);
    await page.close();
  });
});

describe("without JavaScript", () => {
  it("everything can be seen but the search, which would do nothing", async () => {
    const { page } = await open(1280, "light", false);
    const seen = await page.$$eval("li[data-action]", (leaves) => leaves.filter((leaf) => (leaf as any).hidden).length);
    expect(seen).toBe(0);
    expect(await page.$eval(".tools", (tools) => getComputedStyle(tools).display)).toBe("none");
    await page.close();
  });
});

describe("by keyboard alone", () => {
  /** Presses Tab until `selector` has the focus. */
  async function tabTo(page: Page, selector: string): Promise<void> {
    for (let i = 0; i < 60; i++) {
      await page.keyboard.press("Tab");
      if (await page.evaluate((wanted) => document.activeElement!.matches(wanted), selector)) return;
    }
    throw new Error(`Tab never comes to ${selector}`);
  }
  const shown = (page: Page) =>
    page.$$eval("#stack-1-tree li[data-action]", (leaves) =>
      leaves
        .filter((leaf: any) => leaf.checkVisibility())
        .map((leaf) => leaf.querySelector("bdi")!.textContent)
        .sort(),
    );
  const status = (page: Page) => page.$eval("[role=status]", (element) => element.textContent);

  it("the first stop skips to the review", async () => {
    const { page } = await open(360, "light");
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement!.textContent)).toBe("Skip to the review");
    const box = await page.$eval(".skip", (link) => link.getBoundingClientRect().left);
    expect(box).toBeGreaterThan(0);
    await page.close();
  });

  it("what changes is shown first, a search narrows it down and says how much is left, and the filter shows the rest", async () => {
    const { page } = await open(360, "light");
    expect(await status(page)).toBe("14 of 19 resources shown");
    await tabTo(page, "input[type=search]");
    await page.keyboard.type("CACHE ap-south");
    expect(await shown(page)).toEqual(["ap-south-1-cache-group"]);
    expect(await status(page)).toBe("1 of 19 resources shown");
    await page.keyboard.press("Escape"); // empties a search field
    expect(await status(page)).toBe("14 of 19 resources shown");
    await page.keyboard.press("Tab");
    await page.keyboard.type("everything");
    expect(await status(page)).toBe("19 of 19 resources shown");
    await page.close();
  });

  it("a part folds and unfolds, and the ring around it can be seen", async () => {
    const { page } = await open(1280, "dark");
    await tabTo(page, ".tree > li > details > summary");
    const outline = await page.evaluate(() => getComputedStyle(document.activeElement!).outlineStyle);
    expect(outline).toBe("solid");
    const before = (await shown(page)).length;
    await page.keyboard.press("Enter");
    expect((await shown(page)).length).toBeLessThan(before);
    await page.keyboard.press("Enter");
    expect((await shown(page)).length).toBe(before);
    await page.close();
  });

  it("a search opens what was folded, and leaves it folded when it ends", async () => {
    const { page } = await open(1280, "light");
    await tabTo(page, "button[value=fold]");
    await page.keyboard.press("Enter");
    const folded = await shown(page);
    await page.focus("input[type=search]");
    await page.keyboard.type("ap-south-1-eks-note");
    expect(await shown(page)).toEqual(["ap-south-1-eks-note"]);
    await page.keyboard.press("Escape");
    expect(await shown(page)).toEqual(folded);
    await page.close();
  });
});
