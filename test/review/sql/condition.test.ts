import { describe, expect, it } from "@jest/globals";
import { columnsNamed, conditionsOf } from "../../../review/sql/condition";

const bare = (column: string, kind: string, joins = false) => ({ column, form: "bare", kind, joins });

/** Texts as EXPLAIN (VERBOSE) of PostgreSQL 17 writes them. */
describe("conditionsOf()", () => {
  it.each([
    ["(t.kind = $1)", [bare("kind", "equal")]],
    ["($1 < t.released)", [bare("released", "range")]],
    [
      "((t.kind = 'film'::text) AND (t.released >= '2026-01-01'::date))",
      [bare("kind", "equal"), bare("released", "range")],
    ],
    ["(t.kind IS NULL)", [bare("kind", "equal")]],
    ["(t.title_id = ANY ('{1,2}'::bigint[]))", [bare("title_id", "equal")]],
    ["(t.title_id <> ALL ('{1,2}'::bigint[]))", [bare("title_id", "other")]],
    ["(t.title_id = ALL ($1))", [bare("title_id", "other")]],
    ["(t.kind <> 'film'::text)", [bare("kind", "other")]],
    ["(t.title_id = (InitPlan 1).col1)", [bare("title_id", "equal")]],
    ["((t.kind = 'a'::text) OR (t.name = 'b'::text))", [bare("kind", "other")]],
    ["(t.title_id = p.title_id)", [bare("title_id", "equal", true)]],
    ["(p.title_id = t.title_id)", [bare("title_id", "equal", true)]],
    ["(t.name = t.kind)", []],
    ["(p.kind = 'film'::text)", []],
  ])("reads %s", async (text, expected) => {
    expect(await conditionsOf(text, "t")).toEqual(expected);
  });

  it.each([
    ["(lower(t.name) = 'up'::text)", "expression"],
    ["((t.title_id + 1) = $1)", "expression"],
    ["((t.title_id)::numeric = 4.5)", "cast"],
    ["(((t.title_id)::numeric)::text = 'x'::text)", "cast"],
  ])("sees how the column stands in %s", async (text, form) => {
    expect((await conditionsOf(text, "t")).map((each) => each.form)).toEqual([form]);
  });

  it("keeps the pattern of LIKE where the statement holds it", async () => {
    const pattern = { ...bare("name", "pattern"), pattern: "%p" };
    expect(await conditionsOf("(t.name ~~ '%p'::text)", "t")).toEqual([pattern]);
    expect(await conditionsOf("(t.name ~~ $1)", "t")).toEqual([bare("name", "pattern")]);
    expect(await conditionsOf("(t.name ~~* '%p'::text)", "t")).toEqual([bare("name", "other")]);
  });

  it("asks nothing of a text that is no SQL", async () => {
    expect(await conditionsOf("(t.kind = ANY (hashed SubPlan 1).col1 <unknown>", "t")).toEqual([]);
  });
});

describe("columnsNamed()", () => {
  it("names the columns of one alias", async () => {
    const text = "((t.kind = p.kind) AND (lower(t.name) = 'up'::text) AND EXISTS(SubPlan 1))";
    expect(await columnsNamed(text, "t")).toEqual(["kind", "name"]);
  });
});
