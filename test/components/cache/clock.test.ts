import { describe, expect, it } from "@jest/globals";
import { maintenanceWindow, snapshotWindow } from "../../../components/cache/clock";

describe("windows", () => {
  it.each([
    [0, "00:00-01:00", "sun:01:00-sun:02:00"],
    [8, "08:00-09:00", "sun:09:00-sun:10:00"],
    [21, "21:00-22:00", "sun:22:00-sun:23:00"],
    [22, "22:00-23:00", "sun:23:00-mon:00:00"],
    [23, "23:00-00:00", "mon:00:00-mon:01:00"],
  ])("of the quiet hour %i follow each other, past midnight too", (hour, snapshot, maintenance) => {
    expect([snapshotWindow(hour), maintenanceWindow(hour)]).toEqual([snapshot, maintenance]);
  });
});
