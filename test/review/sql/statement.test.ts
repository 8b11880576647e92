import { describe, expect, it } from "@jest/globals";
import { SourceFile } from "../../../review/sql/source-file";
import { parseFile } from "../../../review/sql/statement";

const parsed = async (text: string) => {
  const file = new SourceFile("queries.sql", text);
  const { statements, errors } = await parseFile(file);
  const at = (offset: number) => Object.values(file.placeAt(offset)).join(":");
  return {
    statements: statements.map(({ text: own, start }) => `${at(start)} ${own}`),
    errors: errors.map(({ message, offset }) => `${at(offset)} ${message}`),
  };
};

describe("parseFile()", () => {
  it("finds statements between comments, and none inside them", async () => {
    const text =
      "-- SELECT 1;\nSELECT 2; /* SELECT 3; /* SELECT 4; */ */ SELECT 5 -- five;\n;\n  ;\nSELECT /* here */ 6 -- end";
    expect(await parsed(text)).toEqual({
      statements: ["2:1 SELECT 2;", "2:43 SELECT 5 -- five;\n;", "5:1 SELECT /* here */ 6 -- end"],
      errors: [],
    });
  });

  it("leaves what quotes hold to the statement that they belong to", async () => {
    const text = "SELECT 'a;b', \"c;d\" FROM t; DO $$ BEGIN PERFORM 1; END $$; SELECT $x$ ; $$ ; $x$, E'\\';';";
    expect((await parsed(text)).statements).toEqual([
      "1:1 SELECT 'a;b', \"c;d\" FROM t;",
      "1:29 DO $$ BEGIN PERFORM 1; END $$;",
      "1:60 SELECT $x$ ; $$ ; $x$, E'\\';';",
    ]);
  });

  it("takes parameters of PostgreSQL as they are, and variables of psql for further ones", async () => {
    const text = "SELECT $1, :'name', a::text, :later, b[1:2] FROM t WHERE c = :'day'::date;";
    expect((await parsed(text)).statements).toEqual([
      "1:1 SELECT $1, $2     , a::text, $3    , b[1:2] FROM t WHERE c = $4    ::date;",
    ]);
  });

  it("tells what is wrong with one statement and goes on with the next", async () => {
    expect(await parsed("SELECT 1;\nSELEC 2;\nSELECT 'é😀', FROM t;\nSELECT 4")).toEqual({
      statements: ["1:1 SELECT 1;", "4:1 SELECT 4"],
      errors: ['2:1 syntax error at or near "SELEC"', '3:14 syntax error at or near "FROM"'],
    });
  });

  it.each([
    ["SELECT 1;\nSELECT 'open", "2:1 ' is not closed"],
    ["SELECT 1;\n\n/* open", "3:1 /* is not closed"],
    ["SELECT $$ open", "1:1 $$ is not closed"],
  ])("judges nothing of a file whose end is unknown: %j", async (text, error) => {
    expect(await parsed(text)).toEqual({ statements: [], errors: [error] });
  });

  it.each(["", "\n", "-- only words", "/* ; */ ;;"])("finds no statement in %j", async (text) => {
    expect(await parsed(text)).toEqual({ statements: [], errors: [] });
  });
});
