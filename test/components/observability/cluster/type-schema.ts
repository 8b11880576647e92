import ts from "typescript";

type Schema = Record<string, unknown>;

/** A type by name, and the module that exports it. */
export interface TypeName {
  readonly module: string;
  readonly name: string;
}

/**
 * JSON Schema of TypeScript types, read from their declarations: the fields that there are, their types, enumerations and which are
 * required; no others are allowed. `any` stays anything. Types are compiled once for all of `wanted`.
 */
export function schemasOf(wanted: readonly TypeName[]): Schema[] {
  const file = `${__dirname}/wanted.ts`;
  const text = wanted.map(
    ({ module, name }, i) => `import type { ${name} as T${i} } from "${module}"; export type W${i} = T${i};`,
  );
  const options: ts.CompilerOptions = {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    strict: true,
    types: [],
    skipLibCheck: true,
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile } = host;
  host.getSourceFile = (name, ...rest) =>
    name === file
      ? ts.createSourceFile(name, text.join("\n"), ts.ScriptTarget.ES2022, true)
      : getSourceFile.call(host, name, ...rest);
  const program = ts.createProgram([file], options, host);
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(file)!;
  const errors = program.getSemanticDiagnostics(source);
  if (errors.length > 0)
    throw new Error(errors.map((each) => ts.flattenDiagnosticMessageText(each.messageText, "\n")).join("\n"));
  return source.statements
    .filter(ts.isTypeAliasDeclaration)
    .map((alias) => schemaOf(checker, checker.getTypeAtLocation(alias)));
}

function schemaOf(checker: ts.TypeChecker, root: ts.Type): Schema {
  const definitions: Record<string, Schema> = {};
  const names = new Map<ts.Type, string>();

  const visit = (type: ts.Type): Schema => {
    const { flags } = type;
    if (flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) return {};
    if (flags & ts.TypeFlags.Null) return { type: "null" };
    if (type.isStringLiteral() || type.isNumberLiteral()) return { const: type.value };
    if (flags & ts.TypeFlags.BooleanLiteral) return { const: checker.typeToString(type) === "true" };
    if (flags & ts.TypeFlags.String) return { type: "string" };
    if (flags & ts.TypeFlags.Number) return { type: "number" };
    if (type.isUnion()) {
      return { anyOf: type.types.filter((each) => !(each.flags & ts.TypeFlags.Undefined)).map(visit) };
    }
    if (checker.isArrayType(type))
      return { type: "array", items: visit(checker.getTypeArguments(type as ts.TypeReference)[0]!) };
    return named(type);
  };

  /** Objects by reference, because some hold their own kind. */
  const named = (type: ts.Type): Schema => {
    let name = names.get(type);
    if (name === undefined) {
      name = `${type.symbol.name}-${names.size}`;
      names.set(type, name);
      definitions[name] = object(type);
    }
    return { $ref: `#/definitions/${name}` };
  };

  const object = (type: ts.Type): Schema => {
    const index = checker.getIndexInfoOfType(type, ts.IndexKind.String);
    const fields = checker
      .getPropertiesOfType(type)
      .map((symbol) => ({ symbol, type: checker.getTypeOfSymbol(symbol) }));
    const data = fields.filter((field) => field.type.getCallSignatures().length === 0); // JSON keeps no functions
    if (fields.length > 0 && data.length === 0) return { type: "object" }; // a mere mark, which the real types have too
    return {
      type: "object",
      properties: Object.fromEntries(data.map((field) => [field.symbol.name, visit(withoutUndefined(field.type))])),
      required: data.filter(({ symbol }) => !(symbol.flags & ts.SymbolFlags.Optional)).map(({ symbol }) => symbol.name),
      additionalProperties: index === undefined ? false : visit(index.type),
    };
  };

  /** Of `T | undefined`, T; null stays, because JSON has it. */
  const withoutUndefined = (type: ts.Type): ts.Type => {
    if (!type.isUnion()) return type;
    const left = type.types.filter((each) => !(each.flags & ts.TypeFlags.Undefined));
    return left.length === 1 ? left[0]! : type; // the visitor drops undefined from a longer union
  };

  return { ...visit(root), definitions };
}
