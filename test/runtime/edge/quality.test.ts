import { describe, expect, it } from "@jest/globals";
import { DEFAULT_LADDER, MOST_HEIGHT, selectQuality } from "../../../runtime/edge/quality";

describe("selectQuality", () => {
  it.each([
    [0, 480],
    [-0, 480],
    [4.999, 480],
    [5, 720],
    [9.999, 720],
    [10, 1080],
    [24.999, 1080],
    [25, 2160],
    [1e300, 2160],
  ])("gives %d Mbit/s %i lines", (speed, lines) => {
    expect(selectQuality(DEFAULT_LADDER, speed, MOST_HEIGHT)).toBe(lines);
  });

  it("gives no more lines than the screen has, and the lowest tier to a screen with fewer", () => {
    const most = [2160, 2159, 1080, 800, 480, 479, 0, -1].map((height) => selectQuality(DEFAULT_LADDER, 50, height));
    expect(most).toEqual([2160, 1080, 1080, 720, 480, 480, 480, 480]);
  });

  it.each([null, Number.NaN, -0.001, Number.POSITIVE_INFINITY])("refuses a speed of %p", (speed) => {
    expect(() => selectQuality(DEFAULT_LADDER, speed, 2160)).toThrow(`cannot select a quality: speed ${speed} Mbit/s`);
  });

  it.each([null, Number.NaN, 1080.5, 2147483648, -2147483649, Number.POSITIVE_INFINITY])(
    "refuses a height of %p",
    (height) => {
      expect(() => selectQuality(DEFAULT_LADDER, 5, height)).toThrow(`cannot select a quality: height ${height}`);
    },
  );

  it("takes the ends of 32 bits", () => {
    expect([2147483647, -2147483648].map((height) => selectQuality(DEFAULT_LADDER, 50, height))).toEqual([2160, 480]);
  });
});
