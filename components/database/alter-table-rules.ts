/** Defaults that differ from row to row, so that PostgreSQL has to rewrite the table. */
const VOLATILE_DEFAULT =
  /\bDEFAULT\b.*\b(RANDOM|GEN_RANDOM_UUID|UUID_GENERATE_V\w+|CLOCK_TIMESTAMP|TIMEOFDAY|NEXTVAL)\b/;

/** Actions of ALTER TABLE, and why each stops or breaks what runs. The first that matches counts. */
const ACTIONS: readonly (readonly [RegExp, string])[] = [
  [/^(RENAME|SET SCHEMA)\b/, "contract: renames what running code may use"],
  [/^DROP (?!CONSTRAINT\b)/, "contract: removes what running code may use"],
  [
    /^ALTER (COLUMN )?\S+ (SET DATA )?TYPE\b/,
    "must not change a type: add a column, fill it, move the readers, drop the old one",
  ],
  [
    /^ALTER (COLUMN )?\S+ SET NOT NULL\b/,
    "contract: refuses what running code may write; validate a CHECK (... IS NOT NULL) first",
  ],
  [/^ALTER (COLUMN )?\S+ DROP DEFAULT\b/, "contract: refuses what running code may write"],
  [
    /^ADD (COLUMN )?(?!CONSTRAINT\b).*\bNOT NULL\b(?!.*\bDEFAULT\b)(?<!\bDEFAULT\b.*)/,
    "must have a DEFAULT: running code does not fill the column",
  ],
  [
    /^ADD (COLUMN )?(?!CONSTRAINT\b).*\b(SMALLSERIAL|SERIAL|BIGSERIAL|GENERATED)\b/,
    "must not compute a value per row: it rewrites the table",
  ],
  [
    new RegExp(`^ADD (COLUMN )?(?!CONSTRAINT\\b).*${VOLATILE_DEFAULT.source}`),
    "must not have a DEFAULT per row: it rewrites the table",
  ],
  [
    /^ADD (CONSTRAINT \S+ )?(CHECK|FOREIGN KEY)\b(?!.*\bNOT VALID$)/,
    "must be NOT VALID, and validated by a later file: otherwise writers wait while every row is checked",
  ],
  [
    /^ADD (CONSTRAINT \S+ )?(UNIQUE|PRIMARY KEY)\b(?!.*\bUSING INDEX\b)/,
    "must be USING INDEX of an index built concurrently: otherwise writers wait for the build",
  ],
  [/^ADD (CONSTRAINT \S+ )?EXCLUDE\b/, "must not be added to a table in use: it cannot be built concurrently"],
  [/^SET (LOGGED|UNLOGGED|TABLESPACE|ACCESS METHOD)\b/, "must not lock a table for as long as its rewrite takes"],
];

/** Why an ALTER TABLE (upper case, one space between tokens) would stop or break what runs; undefined when it would not. */
export function alterTableGap(sql: string, created: ReadonlySet<string>): string | undefined {
  const match = /^ALTER TABLE (?:IF EXISTS )?(?:ONLY )?(?<table>\S+) (?<actions>.*)$/.exec(sql)?.groups;
  if (match === undefined || created.has(match.table!)) return undefined;
  for (const action of topLevelParts(match.actions!)) {
    const found = ACTIONS.find(([pattern]) => pattern.test(action));
    if (found) return found[1];
  }
  return undefined;
}

/** Splits at the commas that stand outside brackets. */
function topLevelParts(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === "(") depth++;
    if (text[at] === ")") depth--;
    if (text[at] === "," && depth === 0) {
      parts.push(text.slice(start, at).trim());
      start = at + 1;
    }
  }
  return [...parts, text.slice(start).trim()];
}
