import { hasSqlDetails, parse } from "libpg-query";
import { columnName, columnsIn } from "./parse-tree";

/** What one condition of a plan asks of one column. */
export interface Condition {
  readonly column: string;
  /** How the column stands in it: alone, below a cast only, or below functions and operators. */
  readonly form: "bare" | "cast" | "expression";
  /** `range` for the four inequalities, `pattern` for LIKE, `other` for what no b-tree serves. */
  readonly kind: "equal" | "range" | "pattern" | "other";
  /** Text of a pattern, if the statement holds it. */
  readonly pattern?: string;
  /** Whether the other side names columns, which are then of another table: a join. */
  readonly joins: boolean;
}

type Tree = any;

/** What EXPLAIN writes for sub-plans, which is no SQL, and what stands for it. */
const SUB_PLANS: readonly (readonly [RegExp, string])[] = [
  [/EXISTS\(SubPlan \d+\)/g, "TRUE"],
  [/\((?:hashed )?(?:SubPlan|InitPlan) \d+\)(?:\.col\d+)?/g, "NULL"],
  [/\((?:ANY|ALL) \(/g, "(("],
];

/** Columns of `alias` that a text of EXPLAIN names, sub-plans apart. */
export async function columnsNamed(text: string, alias: string): Promise<string[]> {
  const named = columnsIn(await whereOf(text)).filter(({ qualifier }) => qualifier === alias);
  return named.map(({ column }) => column);
}

/** The conditions on `alias` in a text of EXPLAIN, such as a Filter; none where it is more than PostgreSQL would read again. */
export async function conditionsOf(text: string, alias: string): Promise<Condition[]> {
  const where = await whereOf(text);
  if (where === undefined) return [];
  const all: readonly Tree[] = where.BoolExpr?.boolop === "AND_EXPR" ? where.BoolExpr.args : [where];
  return all.flatMap((each) => conditionOf(each, alias) ?? []);
}

async function whereOf(text: string): Promise<Tree | undefined> {
  const sql = SUB_PLANS.reduce((changed, [pattern, stands]) => changed.replace(pattern, stands), text);
  try {
    return (await parse(`SELECT WHERE ${sql}`)).stmts[0].stmt.SelectStmt.whereClause;
  } catch (error) {
    if (error instanceof Error && hasSqlDetails(error)) return undefined;
    throw error;
  }
}

function conditionOf(tree: Tree, alias: string): Condition | undefined {
  if (tree.NullTest) return condition(tree.NullTest.arg, undefined, "equal", alias);
  if (!tree.A_Expr) {
    const mentioned = columnsIn(tree).filter(({ qualifier }) => qualifier === alias);
    const column = mentioned[0]?.column;
    return column === undefined ? undefined : { column, form: "bare", kind: "other", joins: false };
  }
  const { kind, name, lexpr, rexpr } = tree.A_Expr;
  const operator = name.at(-1).String.sval;
  const asked = KINDS[kind === "AEXPR_OP_ALL" ? "" : operator] ?? "other";
  return condition(lexpr, rexpr, asked, alias) ?? condition(rexpr, lexpr, asked, alias);
}

const KINDS: Readonly<Record<string, Condition["kind"]>> = {
  "=": "equal",
  "<": "range",
  "<=": "range",
  ">": "range",
  ">=": "range",
  "~~": "pattern",
};

function condition(side: Tree, other: Tree, kind: Condition["kind"], alias: string): Condition | undefined {
  const own = columnsIn(side).filter(({ qualifier }) => qualifier === alias);
  const others = columnsIn(other);
  if (own.length !== 1 || others.some(({ qualifier }) => qualifier === alias)) return undefined;
  const pattern = other?.TypeCast?.arg.A_Const?.sval?.sval;
  return {
    column: own[0]!.column,
    form: formOf(side),
    kind,
    ...(kind === "pattern" && pattern !== undefined ? { pattern } : {}),
    joins: others.length > 0,
  };
}

function formOf(side: Tree): Condition["form"] {
  if (side.ColumnRef) return columnName(side.ColumnRef) === undefined ? "expression" : "bare";
  let inner = side;
  while (inner.TypeCast) inner = inner.TypeCast.arg;
  return inner.ColumnRef ? "cast" : "expression";
}
