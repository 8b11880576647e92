import { describe, expect, it } from "@jest/globals";
import { imageProblems, imagesProblems, missingImages } from "../../../components/service/images";

const digest = `sha256:${"0123456789abcdef".repeat(4)}`;

describe("imageProblems()", () => {
  it.each([
    `playback@${digest}`,
    `registry.k8s.io/pause:3.10.1@${digest}`,
    `444455556666.dkr.ecr.eu-west-1.amazonaws.com/team/playback-service@${digest}`,
    `localhost:5000/a/b_c.d:V1_x@${digest}`,
  ])("accepts %s", (image) => {
    expect(imageProblems("image", image)).toEqual([]);
  });

  it.each([
    "playback",
    "playback:1.2.3",
    `@${digest}`,
    `Playback@${digest}`,
    `playback@${digest}0`,
    `playback@${digest.slice(0, -1)}`,
    `playback@${digest.toUpperCase()}`,
    `playback @${digest}`,
    `playback@${digest}\n`,
    `a/@${digest}`,
    undefined,
    42,
  ])("refuses %p", (image) => {
    expect(imageProblems("image", image).map(({ path }) => path)).toEqual(["image"]);
  });
});

describe("images of a stack", () => {
  it("belong to a workload that there is", () => {
    expect(imagesProblems("images", { play: `x@${digest}` }, ["play", "work"])).toEqual([]);
    expect(imagesProblems("images", { plya: `x@${digest}` }, ["play", "work"])).toEqual([
      { path: "images.plya", reason: `must be of one of play, work, got "x@${digest}"` },
    ]);
    expect(imagesProblems("images", "none", [])).toEqual([{ path: "images", reason: 'must be an object, got "none"' }]);
  });

  it("are all there or none", () => {
    expect(missingImages("images", {}, ["play", "work"])).toEqual([]);
    expect(missingImages("images", { play: "x", work: "x" }, ["play", "work"])).toEqual([]);
    expect(missingImages("images", { play: "x" }, ["play", "work"])).toEqual([
      { path: "images.work", reason: "must be given once any other image is" },
    ]);
  });
});
