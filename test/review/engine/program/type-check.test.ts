import { describe, expect, it } from "@jest/globals";
import { readResult, startTypeCheck } from "../../../../review/engine/program/type-check";
import { readProject } from "../../../../review/engine/project";
import { writeProgram } from "../../../support/write-program";

describe("readResult()", () => {
  it("lists mistakes in the program's own files", () => {
    const output = [
      "index.ts(10,58): error TS2322: Type 'string' is not assignable to type 'number'.",
      "  More about it.",
      "node_modules/other/index.ts(1,1): error TS2304: Cannot find name 'x'.",
      "src/net.ts(1,2): error TS1005: ';' expected.",
    ].join("\n");
    expect(readResult(output)).toEqual({
      problems: ["index.ts:10:58: Type 'string' is not assignable to type 'number'.", "src/net.ts:1:2: ';' expected."],
      skipped: undefined,
    });
  });

  it("says so when the compiler cannot take the program's options", () => {
    expect(readResult("tsconfig.json(3,5): error TS5102: Option 'baseUrl' has been removed.")).toEqual({
      problems: [],
      skipped: "Option 'baseUrl' has been removed.",
    });
  });

  it("is content with silence", () => {
    expect(readResult("")).toEqual({ problems: [], skipped: undefined });
  });
});

describe("startTypeCheck()", () => {
  const tsconfig = JSON.stringify({ compilerOptions: { strict: true, types: ["node"] }, include: ["*.ts"] });

  it("looks at the files that the program loads, and at no others", async () => {
    const project = readProject(
      writeProgram({
        "index.ts": 'import { name } from "./loaded";\nexport const size: string = name.length + process.pid;\n',
        "loaded.ts": 'export const name: string = "x";\nexport const wrong: number = name;\n',
        "not-loaded.ts": 'export const wrong: number = "never seen";\n',
        "tsconfig.json": tsconfig,
      }),
    );
    expect(await startTypeCheck(project)?.done).toEqual({
      problems: [
        "index.ts:2:14: Type 'number' is not assignable to type 'string'.",
        "loaded.ts:2:14: Type 'string' is not assignable to type 'number'.",
      ],
      skipped: undefined,
    });
  });
});
