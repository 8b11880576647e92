import { describe, expect, it } from "@jest/globals";
import { overlapProblems } from "../../components/network/cidr-plan";
import { platformSettingsProblems } from "../../components/settings-problems";
import { settingsFor } from "../../stacks";

const own = ["dev", "staging", "prod"] as const;

describe("settingsFor()", () => {
  it.each(own)("knows %s by its name", (stack) => {
    expect(settingsFor(stack).tags.environment).toBe(stack);
  });

  it.each(["review-42", "Dev", "constructor", "__proto__", ""])("gives %p what dev has", (stack) => {
    expect(settingsFor(stack)).toBe(settingsFor("dev"));
  });
});

describe("settings of our stacks", () => {
  it.each(own)("have no mistake in %s", (stack) => {
    expect(platformSettingsProblems(settingsFor(stack))).toEqual([]);
  });

  it("share no address, so that an operator may connect any two of them", () => {
    const blocks = own.flatMap((stack) =>
      settingsFor(stack).regions.map(({ name, network }) => ({
        path: `${stack} ${name}`,
        cidrBlock: network.cidrBlock,
      })),
    );
    expect(overlapProblems(blocks)).toEqual([]);
    expect(blocks).toHaveLength(6);
  });

  it("write in us-east-1 and change it last", () => {
    for (const stack of own) {
      expect(settingsFor(stack).primaryRegion).toBe("us-east-1");
      expect(settingsFor(stack).regions.at(-1)?.name).toBe("us-east-1");
    }
  });

  it("copy backups to a region of their own, not the one that writes", () => {
    const copies = own.map((stack) => settingsFor(stack).database.backupCopy?.toRegion);
    expect(copies).toEqual([undefined, undefined, "eu-west-1"]);
    expect(settingsFor("prod").regions.map(({ name }) => name)).toContain("eu-west-1");
  });

  it("admit everybody to the API of dev's cluster, and nobody from outside to the others'", () => {
    const blocks = own.map((stack) => settingsFor(stack).cluster.publicAccessCidrBlocks);
    expect(blocks).toEqual([["0.0.0.0/0"], [], []]);
  });

  it("keep dev cheap and prod whole", () => {
    const { network: devNetwork, protectStateful: devProtects } = settingsFor("dev");
    expect(devNetwork).toEqual({ nat: { mode: "single" }, interfaceEndpoints: [], flowLogTraffic: "REJECT" });
    expect(devProtects).toBe(false);
    const prod = settingsFor("prod");
    expect(prod.regions.map(({ name, network }) => [name, network.zoneIds.length])).toEqual([
      ["ap-southeast-1", 3],
      ["eu-west-1", 3],
      ["us-east-1", 3],
    ]);
    expect(prod.network.nat).toEqual({ mode: "regional" });
    expect(prod.protectStateful).toBe(true);
  });
});
