import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { type Browser, launch, type Page } from "puppeteer-core";
import { contentSecurityPolicy } from "../../../components/cdn/response-headers";
import { clientAssets, platformClient } from "../../../runtime/client/client-build";
import { ClientSite } from "../../runtime/client/client-site";

// Debian 12: chromium
const HOME = "/api/catalog/titles/home";
const first = clientAssets();
const next = clientAssets({ ...platformClient(), scripts: { app: "test/runtime/client/next-app.ts" } });
const scriptOf = (assets: typeof first) => `/${assets.find(({ kind }) => kind === "hashed")!.key}`;

let site: ClientSite;
let browser: Browser;
let folder: string;
/** Hosts that were asked for, by pages or their worker. */
let strangers: string[];
/** The way to everybody else, which ends here; nobody asks a proxy for the loopback. */
let proxy: Server;

beforeEach(async () => {
  strangers = [];
  proxy = createServer((request, response) => {
    stranger(request.url!);
    response.writeHead(502).end();
  }).on("connect", ({ url }, socket) => {
    stranger(`http://${url}`);
    socket.destroy();
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  folder = mkdtempSync(join(tmpdir(), "p95-chromium-"));
  site = new ClientSite({ "content-security-policy": contentSecurityPolicy("video.example.com") });
  site.publish(first);
  site.api.set(HOME, { body: titles("Night Train", "Low Tide"), cacheControl: "public, max-age=60" });
  site.api.set("/api/sessions", { body: { viewer: 7 }, cacheControl: "public, max-age=60" });
  await site.open();
  browser = await launch({
    executablePath: "/usr/bin/chromium",
    userDataDir: folder,
    args: [
      "--no-sandbox",
      "--disable-dev-shm-usage",
      `--proxy-server=http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    ],
  });
});
afterEach(async () => {
  await browser?.close();
  await site.shut();
  await new Promise((resolve) => proxy.close(resolve));
  rmSync(folder, { recursive: true, force: true });
  expect(strangers).toEqual([]);
});

/** Chromium also asks its maker for updates and the time, whatever page it shows. */
function stranger(url: string): void {
  const { hostname } = new URL(url);
  if (!/(^|\.)(google|googleapis|gvt1)\.com$/.test(hostname)) strangers.push(hostname);
}

const titles = (...names: string[]) => ({ items: names.map((name, id) => ({ id: `${id}`, name })) });

async function open(path = "/"): Promise<Page> {
  const page = await browser.newPage();
  await page.goto(`${site.origin}${path}`);
  return page;
}

/** Waits until the page has its worker, and the worker what the page had loaded before. */
async function settled(page: Page): Promise<void> {
  await page.waitForFunction(
    async (path: string) => {
      const { caches, navigator } = globalThis as any;
      return navigator.serviceWorker.controller !== null && (await caches.match(path)) !== undefined;
    },
    {},
    HOME,
  );
}

const shown = (page: Page) => page.$$eval("li", (rows) => rows.map((row: any) => row.textContent));
const waitForTitles = (page: Page) => page.waitForSelector("li");
const inPage = <T>(page: Page, expression: string) => page.evaluate(expression) as Promise<T>;
const update = (page: Page) =>
  inPage(page, "navigator.serviceWorker.ready.then((each) => each.update()).then(() => 0)");
const shells = (page: Page) =>
  inPage<string[]>(page, "caches.keys().then((names) => names.filter((name) => name.startsWith('p95-shell-')))");

describe("the client in Chromium", () => {
  it("shows the page and the titles of the first visit after a reload without a network", async () => {
    const page = await open();
    await settled(page);
    expect(await shown(page)).toEqual(["Night Train", "Low Tide"]);
    // The script is asked for once, the page again for the worker; the titles come a second time from the browser's own cache.
    expect(site.asked()).toEqual(["/", "/", HOME, scriptOf(first), "/offline.html", "/sw.js"].sort());

    await site.shut();
    await page.reload();
    await waitForTitles(page);
    expect(await shown(page)).toEqual(["Night Train", "Low Tide"]);
    expect(await page.title()).toBe("Streaming");
  });

  it("shows the offline page for one that was never there, and nothing of the API that is not metadata", async () => {
    const page = await open();
    await settled(page);
    expect(await inPage(page, "fetch('/api/sessions').then((answer) => answer.json())")).toEqual({ viewer: 7 });

    await site.shut();
    expect(await inPage(page, "fetch('/api/sessions', { cache: 'reload' }).catch((error) => error.name)")).toBe(
      "TypeError",
    );
    expect(await inPage(page, "caches.match('/api/sessions').then((kept) => kept === undefined)")).toBe(true);
    const response = await page.goto(`${site.origin}/titles/42`);
    expect([response!.status(), await page.title()]).toEqual([503, "Offline"]);
  });

  it("shows titles as they were kept and has the new ones the next time", async () => {
    const uncached = "public, max-age=0"; // what comes from the browser's own cache would not be new
    site.api.set(HOME, { body: titles("Night Train"), cacheControl: uncached });
    const page = await open();
    await settled(page);
    await inPage(
      page,
      `(async () => {
        const cache = await caches.open("p95-metadata-1");
        const kept = await cache.match("${HOME}");
        const headers = new Headers(kept.headers);
        headers.set("x-p95-stored-at", String(Date.now() - 3600000));
        await cache.put("${HOME}", new Response(await kept.text(), { headers }));
      })()`,
    );
    site.api.set(HOME, { body: titles("New Moon"), cacheControl: uncached });

    await page.reload();
    await waitForTitles(page);
    expect(await shown(page)).toEqual(["Night Train"]);
    await page.waitForFunction(
      async (path: string) => (await (await (globalThis as any).caches.match(path)).text()).includes("New Moon"),
      {},
      HOME,
    );
    await page.reload();
    await waitForTitles(page);
    expect(await shown(page)).toEqual(["New Moon"]);
  });

  it("keeps preferences over reloads, offline and in another tab", async () => {
    const page = await open();
    await settled(page);
    await page.select("select", "720");
    await page.click("input[type=checkbox]");
    const stored = await inPage<string>(page, "localStorage.getItem('p95.preferences')");
    expect(JSON.parse(stored)).toEqual({
      version: 1,
      values: { maxHeight: 720, subtitles: null, audio: null, autoplayNext: false, volumePercent: 100 },
    });

    const controls = async (each: Page) => [
      await each.$eval("select", (control: any) => control.value),
      await each.$eval("input", (control: any) => control.checked),
    ];
    const other = await open();
    expect(await controls(other)).toEqual(["720", false]);
    await site.shut();
    await page.reload();
    expect(await controls(page)).toEqual(["720", false]);
    await page.select("select", "1080");
    await other.waitForFunction(() => (globalThis as any).document.querySelector("select").value === "1080");
  });

  it("asks whether sw.js is new, and downloads nothing else while it is not", async () => {
    const page = await open();
    await settled(page);
    site.asked();
    await update(page);
    const checks = site.visits.splice(0);
    expect(checks.map(({ path, status }) => [path, status])).toEqual([["/sw.js", 304]]);
    expect(await shells(page)).toHaveLength(1);
  });

  it("takes a new build when the viewer wants it, in that tab only; the other one still has all of its own", async () => {
    const page = await open();
    await settled(page);
    const other = await open();
    await inPage(other, "globalThis.untouched = true");
    await page.bringToFront(); // Chromium draws nothing in the others, which the waiting below counts on
    site.asked();

    site.publish(next);
    await update(page);
    await page.waitForSelector("[data-update]:not([hidden])");
    expect(site.asked()).toEqual(["/", scriptOf(next), "/offline.html", "/sw.js"].sort()); // and not what it had
    expect(await inPage(page, "typeof p95Build")).toBe("undefined");

    await Promise.all([page.waitForNavigation(), page.click("[data-update]")]);
    await page.waitForFunction(() => (globalThis as any).p95Build === "next");
    expect(await inPage(other, "untouched")).toBe(true);
    expect(await shells(page)).toHaveLength(2);

    await site.shut();
    const script = await inPage<string>(other, `fetch("${scriptOf(first)}").then((answer) => answer.text())`);
    expect(script).toBe(first.find(({ kind }) => kind === "hashed")!.content);
    await page.reload();
    await page.waitForFunction(() => (globalThis as any).p95Build === "next");

    await site.open();
    const { "index.html": index, "offline.html": offline } = platformClient().pages;
    const last = { "index.html": index!.replace("Streaming", "Later"), "offline.html": offline! };
    site.publish(clientAssets({ ...platformClient(), pages: last }));
    await update(page);
    await page.waitForSelector("[data-update]:not([hidden])");
    const before = await shells(page);
    await Promise.all([page.waitForNavigation(), page.click("[data-update]")]);
    await page.waitForFunction(() => (globalThis as any).document.title === "Later");
    expect(await shells(page)).toEqual(before.slice(1)); // the first build is gone
  });
});
