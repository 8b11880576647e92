import { isObject, type Value } from "../../values";

/** An IAM policy document. */
export interface Document {
  readonly version: string;
  readonly id: string;
  readonly statements: readonly Statement[];
}

/** One statement; absent parts are left out of the JSON. */
export interface Statement {
  readonly sid: string;
  readonly effect: string;
  readonly actions?: Value | undefined;
  readonly notActions?: Value | undefined;
  readonly resources?: Value | undefined;
  readonly notResources?: Value | undefined;
  readonly principals: readonly Principal[];
  readonly notPrincipals: readonly Principal[];
  readonly conditions: readonly Condition[];
}

interface Principal {
  readonly type: string;
  readonly identifiers: string | string[];
}

interface Condition {
  readonly test: string;
  readonly variable: string;
  readonly values: readonly string[];
}

/** `document` as the AWS provider for Terraform writes it: same keys in the same order, same escapes. */
export function toJson(document: Document, indent: number): string {
  const json = JSON.stringify(
    {
      Version: document.version || undefined,
      Id: document.id || undefined,
      Statement: document.statements.length === 0 ? undefined : document.statements.map(statementJson),
    },
    null,
    indent,
  );
  // Go escapes what could end a script in HTML.
  return json.replace(/[<>&\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

function statementJson(statement: Statement): object {
  return {
    Sid: statement.sid || undefined,
    Effect: statement.effect || undefined,
    Action: statement.actions,
    NotAction: statement.notActions,
    Resource: statement.resources,
    NotResource: statement.notResources,
    Principal: principalsJson(statement.principals),
    NotPrincipal: principalsJson(statement.notPrincipals),
    Condition: conditionsJson(statement.conditions),
  };
}

/** Only `{"*": "*"}` is written as `"*"`: for a role's trust policy `{"AWS": "*"}` means something else. */
function principalsJson(principals: readonly Principal[]): Value | undefined {
  const [only, second] = principals;
  if (only === undefined) return undefined;
  if (second === undefined && only.type === "*" && String(only.identifiers) === "*") return "*";
  const byType = new Map<string, string | string[]>();
  for (const { type, identifiers } of principals) {
    const before = byType.get(type);
    if (before === undefined && typeof identifiers === "string") byType.set(type, identifiers);
    else {
      const added = typeof identifiers === "string" ? [identifiers] : [...identifiers].sort().reverse();
      byType.set(type, [before ?? [], added].flat());
    }
  }
  return sorted(byType);
}

function conditionsJson(conditions: readonly Condition[]): Value | undefined {
  if (conditions.length === 0) return undefined;
  const byTest = new Map<string, Map<string, string[]>>();
  for (const { test, variable, values } of conditions) {
    const byVariable = byTest.get(test) ?? new Map<string, string[]>();
    byTest.set(test, byVariable.set(variable, [...(byVariable.get(variable) ?? []), ...values]));
  }
  const collapsed = (values: string[]): Value => (values.length === 1 && values[0] !== undefined ? values[0] : values);
  return sorted(
    new Map(
      [...byTest].map(([test, byVariable]) => [
        test,
        sorted(new Map([...byVariable].map(([variable, values]) => [variable, collapsed(values)]))),
      ]),
    ),
  );
}

function sorted(map: ReadonlyMap<string, Value>): Value {
  return Object.fromEntries([...map].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** @throws {Error} if `json` is not a policy document with a list of statements. */
export function parseDocument(json: string): Document {
  const document = JSON.parse(json) as Value;
  if (!isObject(document)) throw new Error("it must be a JSON object");
  const statements = document.Statement ?? [];
  if (!Array.isArray(statements)) throw new Error("Statement must be a list");
  return {
    version: textOr(document.Version),
    id: textOr(document.Id),
    statements: statements.filter(isObject).map((statement) => ({
      sid: textOr(statement.Sid),
      effect: textOr(statement.Effect),
      actions: statement.Action,
      notActions: statement.NotAction,
      resources: statement.Resource,
      notResources: statement.NotResource,
      principals: parsePrincipals(statement.Principal),
      notPrincipals: parsePrincipals(statement.NotPrincipal),
      conditions: parseConditions(statement.Condition),
    })),
  };
}

function parsePrincipals(value: Value | undefined): Principal[] {
  if (value === undefined || value === null) return [];
  if (typeof value === "string") return [{ type: "*", identifiers: ["*"] }];
  if (!isObject(value)) throw new Error("Principal must be text or an object");
  return Object.entries(value).map(([type, identifiers]) => ({ type, identifiers: identifiersOf(identifiers) }));
}

function identifiersOf(value: Value): string | string[] {
  const valid =
    typeof value === "string" || (Array.isArray(value) && value.every((element) => typeof element === "string"));
  if (!valid) throw new Error("each Principal must be text or a list of texts");
  return value as string | string[];
}

/** A condition's values may be text, a list of texts, or true and false; anything else is dropped, as in the provider. */
function parseConditions(value: Value | undefined): Condition[] {
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([test, byVariable]) =>
    Object.entries(isObject(byVariable) ? byVariable : {}).flatMap(([variable, values]) => {
      if (typeof values === "boolean" || typeof values === "string")
        return [{ test, variable, values: [String(values)] }];
      return Array.isArray(values) ? [{ test, variable, values: values.map(String) }] : [];
    }),
  );
}

const textOr = (value: Value | undefined) => (typeof value === "string" ? value : "");

/**
 * `elements` each once, in the order in which Terraform's plugin SDK lists a set: by the checksum of what `serialized`
 * gives, compared as text. It shows where two blocks add to one list.
 */
export function setOrder<T>(elements: readonly T[], serialized: (element: T) => string): T[] {
  const byChecksum = new Map(elements.map((element) => [String(crc32(serialized(element))), element]));
  return [...byChecksum].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, element]) => element);
}

/** IEEE checksum, 0 to 2^32-1. `zlib.crc32` does the same from Node 20.15 on. */
export function crc32(content: string): number {
  let crc = 0xffffffff;
  for (const byte of Buffer.from(content)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}
