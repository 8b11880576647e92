import { describe, expect, it } from "@jest/globals";
import { workloadImagesProblems } from "../../components/workload-images";
import { settingsFor } from "../../stacks";
import { image } from "./service/services-settings";

const STREAMING = [
  "playback-service",
  "recommendation-service",
  "catalog-service",
  "session-service",
  "watch-event-worker",
  "release-calendar",
];
const ALL = [...STREAMING, "pgbouncer", "pgbouncer-exporter", "aws-cli", "node", "fluent-bit", "k6", "k6-starter"];
const images = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, image(name)]));
const problems = (given: unknown, stack = "staging") =>
  workloadImagesProblems("images", given, settingsFor(stack)).map(({ path, reason }) => `${path}: ${reason}`);

describe("workloadImagesProblems()", () => {
  it("accepts all of them, and none in a stack whose settings want none", () => {
    expect(problems(images(ALL))).toEqual([]);
    expect(problems({}, "dev")).toEqual([]);
  });

  it("names what nobody runs, as a typo would be", () => {
    expect(problems({ ...images(ALL), "k6-startr": image("k6") })).toEqual([
      expect.stringMatching(/^images\.k6-startr: must be of one of playback-service, .*, k6-starter, got /),
    ]);
  });

  it("names what is missing beside the others of its kind", () => {
    expect(problems(images(ALL.filter((name) => name !== "node" && name !== "catalog-service")))).toEqual([
      "images.catalog-service: must be given once any other image is",
      "images.node: must be given once any other image is",
    ]);
  });

  it("names what the load settings want", () => {
    expect(problems(images(ALL.slice(0, -2)))).toEqual([
      "images.k6: must be given where settings.load wants it",
      "images.k6-starter: must be given where settings.load wants it",
    ]);
  });

  it.each([[null], ["playback"], [[]]])("reports %j and throws on nothing", (given) => {
    expect(problems(given)).toHaveLength(1);
  });
});
