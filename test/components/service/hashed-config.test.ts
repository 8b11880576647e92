import { describe, expect, it } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { contentHash, declareHashedConfig } from "../../../components/service/hashed-config";
import { declared } from "../../support/declared";
import { resolved } from "../../support/mocks";

describe("contentHash()", () => {
  it("stands for the data, in whatever order it was written", () => {
    expect(contentHash({ A: "1", B: "2" })).toBe(contentHash({ B: "2", A: "1" }));
    const others = [{}, { A: "1" }, { A: "1", B: "3" }, { A: "12", B: "" }, { A: "2", B: "1" }];
    const hashes = [{ A: "1", B: "2" }, ...others].map((data) => contentHash(data as Record<string, string>));
    expect(new Set(hashes).size).toBe(6);
    expect(hashes.filter((hash) => !/^[0-9a-f]{10}$/.test(hash))).toEqual([]);
  });
});

describe("declareHashedConfig()", () => {
  const make = async (host: string) => {
    let name!: pulumi.Output<string>;
    const made = await declared((opts) => {
      const data = { HOST: pulumi.output(host), PORT: "1" };
      name = declareHashedConfig("config", { workload: "play", namespace: "playback", data }, opts);
    });
    return { config: made.one("config"), name: await resolved(name) };
  };

  it("names a ConfigMap that cannot change after what it holds", async () => {
    const { config, name } = await make("one");
    expect(config).toEqual({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: `play-${contentHash({ HOST: "one", PORT: "1" })}`, namespace: "playback" },
      immutable: true,
      data: { HOST: "one", PORT: "1" },
    });
    expect(name).toBe(config.metadata.name);
    expect((await make("two")).name).not.toBe(name);
  });
});
