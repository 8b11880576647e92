/** Statements of a SQL text, without comments and with single spaces. */
export function statements(sql: string): string[] {
  return sql
    .replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, " ")
    .split(";")
    .map((statement) => statement.replace(/\s+/g, " ").trim())
    .filter((statement) => statement !== "");
}

/** A statement, and the field or file that holds it. */
export interface Held {
  readonly at: string;
  readonly statement: string;
}

/** Inputs of a query of Athena or a statement of Redshift. */
export interface HoldsSql {
  readonly sql?: string;
  readonly query?: string;
}

/** Inputs of a ConfigMap. */
export interface HoldsFiles {
  readonly data?: Readonly<Record<string, string>>;
}

export const sqlOf = ({ sql, query }: HoldsSql): Held[] => [...held("sql", sql), ...held("query", query)];

export const sqlOfFiles = ({ data = {} }: HoldsFiles): Held[] =>
  Object.keys(data)
    .filter((file) => file.endsWith(".sql"))
    .flatMap((file) => held(file, data[file]));

const held = (at: string, sql = ""): Held[] => statements(sql).map((statement) => ({ at, statement }));
