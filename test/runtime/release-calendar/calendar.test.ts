import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { Calendar } from "../../../runtime/release-calendar/calendar";
import { release } from "./releases";

const second = (n: number) => n * 1_000;

describe("Calendar", () => {
  it("holds what was said last, in whatever order it hears it and however often", () => {
    const said = fc.record({
      titleId: fc.constantFrom("a", "b"),
      at: fc.integer({ min: 1, max: 6 }),
      viewers: fc.integer({ min: 1, max: 9 }),
      cancelled: fc.boolean(),
    });
    const sayings = fc.uniqueArray(said, { selector: ({ titleId, at }) => `${titleId}${at}`, maxLength: 10 });
    fc.assert(
      fc.property(
        sayings.chain((each) =>
          fc.tuple(fc.constant(each), fc.shuffledSubarray([...each, ...each], { minLength: each.length * 2 })),
        ),
        ([each, heard]) => {
          const calendar = new Calendar();
          for (const { titleId, at, viewers, cancelled } of heard) {
            calendar.tell(
              titleId,
              second(at),
              cancelled ? undefined : release({ titleId, expectedPeakViewers: viewers }),
            );
          }
          for (const titleId of ["a", "b"]) {
            const last = each.filter((one) => one.titleId === titleId).sort((x, y) => y.at - x.at)[0];
            const expected = last === undefined || last.cancelled ? undefined : last.viewers;
            expect(calendar.releaseOf(titleId)?.expectedPeakViewers).toBe(expected);
          }
        },
      ),
    );
  });

  it("takes everything over from the catalogue but what was said after it looked", () => {
    const calendar = new Calendar();
    calendar.tell("gone", second(1), release({ titleId: "gone" }));
    calendar.tell("changed", second(1), release({ titleId: "changed", rushMinutes: 1 }));
    calendar.tell("newer", second(9), release({ titleId: "newer", rushMinutes: 9 }));
    calendar.tell("cancelled", second(9), undefined);
    calendar.replace({
      asOfMillis: second(5),
      releases: ["changed", "newer", "cancelled", "new"].map((titleId) => release({ titleId, rushMinutes: 5 })),
    });
    expect(calendar.releases().map(({ titleId, rushMinutes }) => [titleId, rushMinutes])).toEqual([
      ["changed", 5],
      ["new", 5],
      ["newer", 9],
    ]);
  });

  it("believes the catalogue more than an older announcement, also of titles that it does not name", () => {
    const calendar = new Calendar();
    calendar.replace({ asOfMillis: second(5), releases: [release({ titleId: "a", rushMinutes: 5 })] });
    expect(calendar.tell("a", second(4), release({ titleId: "a", rushMinutes: 4 }))).toBe(false);
    expect(calendar.tell("b", second(4), release({ titleId: "b" }))).toBe(false);
    expect(calendar.releases()).toEqual([release({ titleId: "a", rushMinutes: 5 })]);
  });

  it("hears what was said in the second in which the catalogue looked: events are dated to the second", () => {
    const calendar = new Calendar();
    calendar.replace({ asOfMillis: second(5) + 300, releases: [] });
    expect(calendar.tell("a", second(5), release({ titleId: "a" }))).toBe(true);
    calendar.replace({ asOfMillis: second(5) + 900, releases: [] });
    expect(calendar.releases()).toEqual([release({ titleId: "a" })]);
    calendar.replace({ asOfMillis: second(6), releases: [] });
    expect(calendar.releases()).toEqual([]);
  });

  it("is not set back by an answer that was under way for long", () => {
    const calendar = new Calendar();
    calendar.replace({ asOfMillis: second(5), releases: [release({ titleId: "a" })] });
    calendar.replace({ asOfMillis: second(4), releases: [release({ titleId: "b" })] });
    expect(calendar.releases()).toEqual([release({ titleId: "a" })]);
    expect(calendar.tell("b", second(4), release({ titleId: "b" }))).toBe(false);
  });
});
