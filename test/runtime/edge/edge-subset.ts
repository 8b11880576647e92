import * as ts from "typescript";

/**
 * What CloudFront's JavaScript runtime 2.0 is documented to know: ECMAScript 5.1, `**`, const and let, arrow functions, rest
 * parameters, template literals, async functions and await. Everything else counts as unknown.
 * Source: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-javascript-runtime-20.html
 */
const { SyntaxKind } = ts;

const KNOWN_NODES = new Set<ts.SyntaxKind>([
  SyntaxKind.ArrayLiteralExpression,
  SyntaxKind.ArrowFunction,
  SyntaxKind.AwaitExpression,
  SyntaxKind.BinaryExpression,
  SyntaxKind.Block,
  SyntaxKind.BreakStatement,
  SyntaxKind.CallExpression,
  SyntaxKind.CatchClause,
  SyntaxKind.ConditionalExpression,
  SyntaxKind.ContinueStatement,
  SyntaxKind.ElementAccessExpression,
  SyntaxKind.ExpressionStatement,
  SyntaxKind.ForStatement,
  SyntaxKind.FunctionDeclaration,
  SyntaxKind.Identifier,
  SyntaxKind.IfStatement,
  SyntaxKind.ImportClause,
  SyntaxKind.ImportDeclaration,
  SyntaxKind.NewExpression,
  SyntaxKind.NoSubstitutionTemplateLiteral,
  SyntaxKind.NumericLiteral,
  SyntaxKind.ObjectLiteralExpression,
  SyntaxKind.Parameter,
  SyntaxKind.ParenthesizedExpression,
  SyntaxKind.PostfixUnaryExpression,
  SyntaxKind.PrefixUnaryExpression,
  SyntaxKind.PropertyAccessExpression,
  SyntaxKind.PropertyAssignment,
  SyntaxKind.RegularExpressionLiteral,
  SyntaxKind.ReturnStatement,
  SyntaxKind.StringLiteral,
  SyntaxKind.SwitchStatement,
  SyntaxKind.TemplateExpression,
  SyntaxKind.TemplateHead,
  SyntaxKind.TemplateMiddle,
  SyntaxKind.TemplateSpan,
  SyntaxKind.TemplateTail,
  SyntaxKind.ThrowStatement,
  SyntaxKind.TrueKeyword,
  SyntaxKind.FalseKeyword,
  SyntaxKind.NullKeyword,
  SyntaxKind.TryStatement,
  SyntaxKind.TypeOfExpression,
  SyntaxKind.VariableDeclaration,
  SyntaxKind.VariableDeclarationList,
  SyntaxKind.VariableStatement,
  SyntaxKind.WhileStatement,
]);

const UNKNOWN_OPERATORS = new Set<ts.SyntaxKind>([
  SyntaxKind.QuestionQuestionToken,
  SyntaxKind.QuestionQuestionEqualsToken,
  SyntaxKind.BarBarEqualsToken,
  SyntaxKind.AmpersandAmpersandEqualsToken,
]);

const KNOWN_GLOBALS = ["Error", "Infinity", "JSON", "Math", "Number", "console", "decodeURIComponent", "undefined"];

/**
 * Of what the language brings, what the functions use today, with `get` of the store and `name` of a segment, which only share a
 * built-in's name. Look a new one up on the page above before it joins.
 */
const KNOWN_MEMBERS = "charCodeAt exec floor get indexOf length log max min name substring test".split(" ");

const BUILT_IN_MEMBERS = new Set(
  [Array, Error, Function, JSON, Map, Math, Number, Object, Promise, RegExp, Set, String].flatMap((of) => [
    ...Object.getOwnPropertyNames(of),
    ...Object.getOwnPropertyNames((of as any).prototype ?? {}),
  ]),
);

/** What `source` has that the runtime is not documented to know, each as it stands there; empty when it may be published. */
export function beyondSubset(source: string): string[] {
  const file = ts.createSourceFile("function.js", source, ts.ScriptTarget.Latest, true, ts.ScriptKind.JS);
  const declared = new Set<string>();
  const found: string[] = [];
  const walk = (node: ts.Node, visit: (node: ts.Node) => void): void => {
    visit(node);
    ts.forEachChild(node, (child) => walk(child, visit));
  };
  walk(file, (node) => {
    if (ts.isFunctionDeclaration(node) || ts.isVariableDeclaration(node) || ts.isParameter(node)) {
      if (node.name && ts.isIdentifier(node.name)) declared.add(node.name.text);
    }
    if (ts.isImportClause(node) && node.name) declared.add(node.name.text);
  });
  ts.forEachChild(file, (statement) => {
    if (statement.kind === SyntaxKind.EndOfFileToken) return;
    walk(statement, (node) => {
      if (isBeyond(node, declared)) found.push(node.getText(file));
    });
  });
  return found;
}

function isBeyond(node: ts.Node, declared: ReadonlySet<string>): boolean {
  if (ts.isToken(node) && !KNOWN_NODES.has(node.kind)) {
    return UNKNOWN_OPERATORS.has(node.kind) || node.kind === SyntaxKind.QuestionDotToken || isUnknownLiteral(node);
  }
  if (!KNOWN_NODES.has(node.kind)) return true;
  if (ts.isParameter(node) && (node.initializer !== undefined || !ts.isIdentifier(node.name))) return true;
  if (ts.isVariableDeclaration(node) && !ts.isIdentifier(node.name)) return true;
  if (ts.isFunctionDeclaration(node) && node.asteriskToken !== undefined) return true;
  if (ts.isArrowFunction(node) && ts.getCombinedModifierFlags(node as any) & ts.ModifierFlags.Async) return true;
  if (ts.isCatchClause(node) && node.variableDeclaration === undefined) return true;
  if (ts.isImportDeclaration(node)) return node.getText() !== 'import cf from "cloudfront";';
  if (ts.isIdentifier(node)) return isUnknownName(node, declared);
  return false;
}

function isUnknownLiteral(node: ts.Node): boolean {
  return node.kind === SyntaxKind.BigIntLiteral || node.kind === SyntaxKind.PrivateIdentifier;
}

function isUnknownName(node: ts.Identifier, declared: ReadonlySet<string>): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent) && parent.name === node) {
    return BUILT_IN_MEMBERS.has(node.text) && !KNOWN_MEMBERS.includes(node.text);
  }
  if (ts.isPropertyAssignment(parent) && parent.name === node) return false;
  return !declared.has(node.text) && !KNOWN_GLOBALS.includes(node.text);
}
