import { describe, expect, it } from "@jest/globals";
import { declarePriorityClasses } from "../../../components/service/priority-classes";
import { declared } from "../../support/declared";

describe("declarePriorityClasses()", () => {
  it("lets what answers viewers take places, batch work wait and placeholders yield", async () => {
    const made = await declared((opts) => declarePriorityClasses("a", opts));
    const classes = ["streaming-critical", "platform-batch", "headroom"].map((priority) => {
      const { metadata, value, preemptionPolicy, globalDefault } = made.one(`a-${priority}`);
      return [metadata.name, value, preemptionPolicy, globalDefault];
    });
    expect(classes).toEqual([
      ["streaming-critical", 100_000, "PreemptLowerPriority", false],
      ["platform-batch", 1_000, "Never", false],
      ["headroom", -10, "Never", false],
    ]);
  });
});
