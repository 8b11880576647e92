import { expect, it } from "@jest/globals";
import { palette } from "../../../review/render/palette";

it.each([
  ["a terminal", { isTTY: true }, {}, true],
  ["a pipe", {}, {}, false],
  ["a terminal, with NO_COLOR", { isTTY: true }, { NO_COLOR: "1" }, false],
  ["a terminal, with an empty NO_COLOR", { isTTY: true }, { NO_COLOR: "" }, true],
  ["a terminal without colours", { isTTY: true }, { TERM: "dumb" }, false],
  ["a pipe, with FORCE_COLOR", {}, { FORCE_COLOR: "1" }, true],
  ["a terminal, with both: NO_COLOR wins", { isTTY: true }, { FORCE_COLOR: "1", NO_COLOR: "1" }, false],
])("colours for %s", (_, stream, environment, coloured) => {
  expect(palette(stream, environment).red("x")).toBe(coloured ? "\x1b[31mx\x1b[39m" : "x");
});
