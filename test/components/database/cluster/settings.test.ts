import { describe, expect, it } from "@jest/globals";
import { connectionBudget, mostConnections } from "../../../../components/database/cluster/connection-budget";
import { databaseImagesProblems, poolingSettingsProblems } from "../../../../components/database/cluster/settings";
import { changed } from "../../../support/declared";
import { dev as devDatabase, prod as prodDatabase } from "../samples";
import { images, prod } from "./samples";

const problems = (settings: unknown, database = prodDatabase, regionCount = 3) =>
  poolingSettingsProblems("pooling", settings, database, regionCount);

describe("the connection budget", () => {
  it("counts the pod that a roll-out adds, every region's writers, and both names on one instance", () => {
    expect(mostConnections({ replicas: 3, writerConnections: 10, readerConnections: 7, regionCount: 2 })).toBe(108);
  });

  it.each([
    [5_000, 3_500],
    [839, 587], // rounded down
  ])("of %p connections is %p", (admitted, budget) => {
    expect(connectionBudget(admitted)).toBe(budget);
  });
});

describe("poolingSettingsProblems()", () => {
  it("takes production's", () => {
    expect(problems(prod)).toEqual([]);
  });

  it.each([
    ["replicas", 1, 50],
    ["writerConnections", 1, 2_000],
    ["readerConnections", 1, 2_000],
    ["maxClients", 10, 20_000],
    ["cpuMillis", 50, 1_000],
    ["memoryMiB", 64, 8_192],
    ["passwordVersion", 1, Number.MAX_SAFE_INTEGER],
  ])("takes a %p of %p to %p and nothing beyond", (field, min, max) => {
    const roomy = { ...prod, connectionsPerLogin: 1, memoryMiB: 8_192 };
    const few = { ...roomy, replicas: 1, writerConnections: 1, readerConnections: 1, maxClients: 10 };
    const about = (value: unknown) =>
      problems(changed(few, field, value)).filter(({ path }) => path === `pooling.${field}`);
    expect([about(min), about(max)]).toEqual([[], []]);
    for (const value of [min - 1, max + 1, min + 0.5, "1", undefined]) {
      expect(about(value).map(({ reason }) => reason.split(",")[0])).toContainEqual(
        expect.stringMatching(new RegExp(`^must be ${min} to ${max} `)),
      );
    }
  });

  it("lets a login have what there is to writer or readers, and no more", () => {
    expect(problems(changed(prod, "connectionsPerLogin", 150))).toEqual([]);
    expect(problems(changed(prod, "connectionsPerLogin", 151))).toEqual([
      {
        path: "pooling.connectionsPerLogin",
        reason: "must be 1 to 150 connections, those to writer or readers at most, got 151",
      },
    ]);
    expect(problems(changed(prod, "connectionsPerLogin", 0))).toHaveLength(1);
  });

  it("wants memory for all clients and connections", () => {
    expect(problems(changed(prod, "memoryMiB", 152))).toEqual([]);
    expect(problems(changed(prod, "memoryMiB", 151))).toEqual([
      { path: "pooling.memoryMiB", reason: "must hold all clients and connections (152 MiB), got 151" },
    ]);
  });

  it("refuses pools that could take more than 70 percent of an instance's connections, and says the sum", () => {
    expect(problems(changed(prod, "readerConnections", 425))).toEqual([]); // 4 x (150 x 3 + 425) = 3,500
    expect(problems(changed(prod, "readerConnections", 426))).toEqual([
      {
        path: "pooling",
        reason:
          "must leave an instance 30 percent of its 5000 connections: " +
          "(3 + 1 pods) x (150 x 3 regions + 426) be at most 3500, got 3504",
      },
    ]);
    expect(problems(changed(prod, "readerConnections", 426), prodDatabase, 2)).toEqual([]);
  });

  it("counts what a serverless instance admits", () => {
    const small = { ...prod, replicas: 1, writerConnections: 100, connectionsPerLogin: 100 };
    expect(problems({ ...small, readerConnections: 193 }, devDatabase, 1)).toEqual([]); // 2 x 293 of 587
    expect(problems({ ...small, readerConnections: 194 }, devDatabase, 1).map(({ path }) => path)).toEqual(["pooling"]);
  });

  it("says nothing about the sum while the database's own settings are no good", () => {
    const greedy = { ...prod, writerConnections: 2_000 };
    expect(problems(greedy).map(({ path }) => path)).toEqual(["pooling", "pooling.memoryMiB"].slice(1));
    const big = { ...greedy, memoryMiB: 8_192 };
    expect(problems(big).map(({ path }) => path)).toEqual(["pooling"]);
    for (const instances of [
      undefined,
      3,
      { kind: "serverless" },
      { kind: "provisioned", instanceClass: "db.t4g.large" },
    ]) {
      expect(problems(big, changed<any>(prodDatabase, "instances", instances))).toEqual([]);
    }
    expect(problems(big, undefined)).toEqual(problems(big));
  });

  it.each([undefined, null, 3, [], "pools"])("reports %p instead of throwing on it", (settings) => {
    expect(problems(settings).map(({ reason }) => reason.split(",")[0])).toEqual(["must be an object"]);
  });
});

describe("databaseImagesProblems()", () => {
  it("wants every image, by digest", () => {
    expect(databaseImagesProblems("images", images)).toEqual([]);
    for (const image of Object.keys(images)) {
      for (const bad of [undefined, "node:22"]) {
        expect(databaseImagesProblems("images", changed(images, image, bad)).map(({ path }) => path)).toEqual([
          `images.${image}`,
        ]);
      }
    }
  });
});
