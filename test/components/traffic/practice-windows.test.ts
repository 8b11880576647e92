import { describe, expect, it } from "@jest/globals";
import { practiceWindows } from "../../../components/traffic/practice-windows";

describe("practiceWindows()", () => {
  it.each([
    [0, ["Tue:00:00-Tue:04:00", "Wed:00:00-Wed:04:00", "Thu:00:00-Thu:04:00"]],
    [8, ["Tue:08:00-Tue:12:00", "Wed:08:00-Wed:12:00", "Thu:08:00-Thu:12:00"]],
    [20, ["Tue:20:00-Wed:00:00", "Wed:20:00-Thu:00:00", "Thu:20:00-Fri:00:00"]],
    [23, ["Tue:23:00-Wed:03:00", "Wed:23:00-Thu:03:00", "Thu:23:00-Fri:03:00"]],
  ])("lie from %i o'clock on, in the middle of the week", (quietHourUtc, windows) => {
    expect(practiceWindows(quietHourUtc)).toEqual(windows);
  });
});
