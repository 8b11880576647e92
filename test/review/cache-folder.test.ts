import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { expect, it } from "@jest/globals";
import { cacheFolder } from "../../review/cache-folder.cjs";

const ofHome = join(homedir(), ".cache/p95");

it.each([
  [{}, ofHome],
  [{ XDG_CACHE_HOME: "/caches" }, "/caches/p95"],
  [{ XDG_CACHE_HOME: "/caches", P95_CACHE: "/kept" }, "/kept"],
  [{ P95_CACHE: "kept" }, resolve("kept")],
  [{ XDG_CACHE_HOME: "", P95_CACHE: "" }, ofHome],
  [{ XDG_CACHE_HOME: "relative" }, ofHome],
])("%p keeps its files in %s", (environment, folder) => {
  expect(cacheFolder(environment)).toBe(folder);
});
