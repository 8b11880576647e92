/** A word, sign, name in double quotes or text. What stands in comments is no token. */
export interface Token {
  /** Unquoted words and signs in upper case; a name in double quotes without them; the kind tells them apart. */
  readonly text: string;
  readonly kind: "word" | "quoted-name" | "text" | "sign";
}

/** One statement of a file. */
export interface Statement {
  /** Its source from the first token to the semicolon, comments inside included. */
  readonly text: string;
  /** Where `text` begins in the file, in UTF-16 units. */
  readonly start: number;
  /** Line of its first token, from 1. */
  readonly line: number;
  readonly tokens: readonly Token[];
}

/** A `--` comment, without the dashes. */
export interface Comment {
  readonly text: string;
  readonly line: number;
}

export class SqlSyntaxError extends Error {
  override readonly name = "SqlSyntaxError";

  constructor(
    readonly line: number,
    readonly reason: string,
  ) {
    super(`line ${line}: ${reason}`);
  }
}

/** A lexeme at the sticky position. The order decides: an opening sign is tried before the single character. */
const LEXEMES = [
  ["space", /\s+/y],
  ["comment", /--[^\n]*/y],
  ["block", /\/\*/y],
  ["text", /[eE]'(?:[^'\\]|\\[\s\S]|'')*'/y],
  ["text", /(?:[bBxXnN]|[uU]&)?'(?:[^']|'')*'/y],
  ["quoted-name", /"(?:[^"]|"")*"/y],
  ["text", /(\$(?:[A-Za-z_\x80-\uffff][\w\x80-\uffff]*)?\$)[\s\S]*?\1/y],
  ["word", /[A-Za-z_\x80-\uffff][\w$\x80-\uffff]*/y],
  ["word", /\d[\w.]*/y],
  ["unclosed", /'|"|\$(?:[A-Za-z_]\w*)?\$/y],
  ["sign", /::|[\s\S]/y],
] as const;

/**
 * Splits a file as psql does: quotes, dollar quotes, nested comments and `BEGIN ATOMIC` bodies may hold semicolons.
 * @throws {SqlSyntaxError} if a quote or a comment is not closed.
 */
export function sqlStatements(sql: string): { readonly statements: Statement[]; readonly comments: Comment[] } {
  const statements: Statement[] = [];
  const comments: Comment[] = [];
  let tokens: Token[] = [];
  let start = 0;
  let startLine = 1;
  let line = 1;
  let depth = 0;

  const finish = (end: number) => {
    if (tokens.length > 0) statements.push({ text: sql.slice(start, end), start, line: startLine, tokens });
    tokens = [];
    depth = 0;
  };
  for (let at = 0; at < sql.length; ) {
    const { kind, source } = lexemeAt(sql, at, line);
    if (kind === "comment") comments.push({ text: source.slice(2).trim(), line });
    if (kind === "word" || kind === "text" || kind === "quoted-name" || kind === "sign") {
      if (tokens.length === 0) {
        start = at;
        startLine = line;
      }
      const token = { kind, text: kind === "word" ? source.toUpperCase() : bare(kind, source) } as const;
      if (token.text === ";" && kind === "sign" && depth === 0) {
        finish(at + 1);
      } else {
        depth += atomicDepthChange(tokens, token, depth);
        tokens.push(token);
      }
    }
    line += source.split("\n").length - 1;
    at += source.length;
  }
  finish(sql.length);
  return { statements, comments };
}

function lexemeAt(sql: string, at: number, line: number) {
  for (const [kind, pattern] of LEXEMES) {
    pattern.lastIndex = at;
    const source = pattern.exec(sql)?.[0];
    if (source === undefined) continue;
    if (kind === "unclosed") throw new SqlSyntaxError(line, `${source} is not closed`);
    return kind === "block" ? { kind, source: blockComment(sql, at, line) } : { kind, source };
  }
  throw new SqlSyntaxError(line, "no token"); // not reached: the last pattern takes any character
}

/** Block comments nest in PostgreSQL, which a pattern cannot follow. */
function blockComment(sql: string, at: number, line: number): string {
  const edges = /\/\*|\*\//g;
  edges.lastIndex = at;
  for (let depth = 0; ; ) {
    const edge = edges.exec(sql);
    if (edge === null) throw new SqlSyntaxError(line, "/* is not closed");
    depth += edge[0] === "/*" ? 1 : -1;
    if (depth === 0) return sql.slice(at, edges.lastIndex);
  }
}

function bare(kind: Token["kind"], source: string): string {
  return kind === "quoted-name" ? source.slice(1, -1).replaceAll('""', '"') : source;
}

/** Semicolons inside `BEGIN ATOMIC ... END` belong to the function; CASE is the other word that END closes. */
function atomicDepthChange(before: readonly Token[], token: Token, depth: number): number {
  if (token.kind !== "word") return 0;
  if (token.text === "ATOMIC" && before.at(-1)?.text === "BEGIN" && before[0]?.text === "CREATE") return 1;
  if (depth > 0 && token.text === "CASE") return 1;
  return depth > 0 && token.text === "END" ? -1 : 0;
}
