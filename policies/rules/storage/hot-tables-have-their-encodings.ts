import type * as aws from "@pulumi/aws";
import { type Inputs, resourceRule } from "../../rule";

type Statement = Inputs<aws.redshiftdata.StatementArgs, "sql">;

/** Warehouse tables whose columns Redshift encodes as it thinks best, and that it reads from end to end. */
export function encodingGaps({ sql = "" }: Statement): string[] {
  const [, table, columns, rest = ""] =
    /CREATE TABLE (?:IF NOT EXISTS )?(\S+)\s*\(([\s\S]*)\)([^)]*\)?[^)]*)$/i.exec(sql) ?? [];
  if (table === undefined || columns === undefined) return [];
  const [body = "", after = ""] = splitAtClosing(`${columns})${rest}`);
  const bare = body
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => /^\w+ [A-Z]/i.test(line) && !/^(PRIMARY|FOREIGN|UNIQUE|CONSTRAINT)\b/i.test(line))
    .filter((line) => !/\bENCODE \w+/i.test(line))
    .map((line) => `column ${line.split(" ")[0]} of ${table} must have ENCODE`);
  return /\bSORTKEY\b/i.test(after) ? bare : [...bare, `${table} must have a SORTKEY`];
}

/** The columns, and what follows the bracket that closes them. */
function splitAtClosing(text: string): [string, string] {
  let depth = 1;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === "(") depth += 1;
    if (text[i] === ")") depth -= 1;
    if (depth === 0) return [text.slice(0, i), text.slice(i + 1)];
  }
  return [text, ""];
}

const create = (column: string, after = "SORTKEY (event_ts)") =>
  `CREATE TABLE IF NOT EXISTS hot.playback_events (\n  event_ts TIMESTAMP ENCODE DELTA,\n  ${column}\n) ${after}`;

export const hotTablesHaveTheirEncodings = resourceRule<Statement>({
  name: "hot-tables-have-their-encodings",
  description: "A question reads the blocks of its hours and the columns that it names, at a fraction of their size.",
  severity: "medium",
  enforcementLevel: "mandatory",
  url: "https://docs.aws.amazon.com/redshift/latest/dg/c_Compression_encodings.html",
  remediationSteps: "Give each column its ENCODE, and the table a SORTKEY on the time.",
  types: ["aws:redshiftdata/statement:Statement"],
  gaps: encodingGaps,
  examples: {
    good: [
      { inputs: { sql: create("event_data VARCHAR(65535) ENCODE ZSTD") } },
      { inputs: { sql: "CREATE SCHEMA IF NOT EXISTS hot" } },
    ],
    bad: [
      {
        inputs: { sql: create("event_data VARCHAR(65535)") },
        gaps: ["column event_data of hot.playback_events must have ENCODE"],
      },
      {
        inputs: { sql: create("event_data VARCHAR(65535) ENCODE ZSTD", "DISTSTYLE EVEN") },
        gaps: ["hot.playback_events must have a SORTKEY"],
      },
    ],
    missing: { sql: [] },
  },
});
