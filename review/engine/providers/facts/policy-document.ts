import { status } from "@grpc/grpc-js";
import { EngineError } from "../../engine-error";
import type { Properties } from "../../values";
import type { Fact } from "../facts";
import { objects, text, texts } from "./arguments";
import { crc32, type Document, parseDocument, type Statement, setOrder, toJson } from "./policy-json";

/** `aws.iam.getPolicyDocument`: no question to the cloud at all, computed as the provider does, to the byte. */
export const policyDocumentFacts: Readonly<Record<string, Fact>> = {
  "aws:iam/getPolicyDocument:getPolicyDocument": {
    simulated: false,
    answer: (args) => {
      const document = policyDocument(args);
      const json = toJson(document, 2);
      return { version: "2012-10-17", ...args, id: String(crc32(json)), json, minifiedJson: toJson(document, 0) };
    },
  },
};

/**
 * The document that `args` describe: the source documents, then the statements, then the overriding documents; a statement
 * replaces an earlier one with its Sid.
 * Source: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_policy_document
 * @throws {EngineError} for arguments that the provider refuses.
 */
export function policyDocument(args: Properties): Document {
  const sources = texts(args.sourcePolicyDocuments).map((json, i) => parsed(json, `source document ${i}`));
  assertDistinctSids(
    sources.flatMap(({ statements }) => statements),
    "source_policy_documents",
  );
  const own = ownDocument(args);
  const overrides = texts(args.overridePolicyDocuments).map((json, i) => parsed(json, `override document ${i}`));
  return [...sources, own, ...overrides].reduce(merge, { version: "", id: "", statements: [] });
}

function ownDocument(args: Properties): Document {
  const version = text(args, "version") ?? "2012-10-17";
  oneOf(version, ["2008-10-17", "2012-10-17"], "version");
  const statements = objects(args.statements).map((statement) => ownStatement(statement, version));
  assertDistinctSids(statements, "statements");
  return { version, id: text(args, "policyId") ?? "", statements };
}

function ownStatement(args: Properties, version: string): Statement {
  const effect = text(args, "effect") ?? "Allow";
  oneOf(effect, ["Allow", "Deny"], "effect");
  const sid = text(args, "sid") ?? "";
  if (!/^[a-zA-Z0-9]*$/.test(sid)) throw refusal(`sid must only include alphanumeric characters, got "${sid}"`);
  const principals = (value: Properties[string] | undefined) =>
    setOrder(objects(value), ({ type, identifiers }) => `identifiers:{${members(identifiers)}};type:${type};`).map(
      (block) => ({
        type: String(block.type),
        identifiers: variables(collapsed(texts(block.identifiers)), version),
      }),
    );
  const conditions = setOrder(
    objects(args.conditions),
    ({ test, values, variable }) =>
      `test:${test};values:(${texts(values)
        .map((v) => `${v};`)
        .join("")});variable:${variable};`,
  );
  return {
    sid,
    effect,
    actions: present(texts(args.actions)),
    notActions: present(texts(args.notActions)),
    resources: present(texts(args.resources), version),
    notResources: present(texts(args.notResources), version),
    principals: principals(args.principals),
    notPrincipals: principals(args.notPrincipals),
    conditions: conditions.map(({ test, variable, values }) => ({
      test: String(test),
      variable: String(variable),
      values: variables(texts(values), version) as string[],
    })),
  };
}

/** Members of a set of texts, in the order in which the provider's library lists them. */
function members(value: Properties[string] | undefined): string {
  return setOrder(texts(value), (member) => `${member};`)
    .map((member) => `${member};`)
    .join("");
}

/** A set as IAM's JSON wants it: the only member, or all of them, each once, in descending order. */
function collapsed(set: string[]): string | string[] {
  const distinct = [...new Set(set)].sort().reverse();
  return distinct.length === 1 && distinct[0] !== undefined ? distinct[0] : distinct;
}

function present(set: string[], version?: string): string | string[] | undefined {
  if (set.length === 0) return undefined;
  return version === undefined ? collapsed(set) : variables(collapsed(set), version);
}

/** `&{` is how a Terraform program writes the `${` of a policy variable, which the old version does not have. */
function variables(value: string | string[], version: string): string | string[] {
  if (Array.isArray(value)) return value.map((element) => variables(element, version) as string);
  if (version === "2008-10-17" && value.includes("&{")) {
    throw refusal(`found &{ sequence in (${value}), which is not supported in document version 2008-10-17`);
  }
  return value.replaceAll("&{", "${");
}

function merge(into: Document, from: Document): Document {
  const statements = [...into.statements];
  for (const statement of from.statements) {
    const at = statement.sid === "" ? -1 : statements.findIndex(({ sid }) => sid === statement.sid);
    if (at < 0) statements.push(statement);
    else statements[at] = statement;
  }
  const upgrades = from.version > into.version;
  return { version: upgrades ? from.version : into.version, id: from.id || into.id, statements };
}

function parsed(json: string, what: string): Document {
  try {
    return parseDocument(json);
  } catch (error) {
    throw refusal(`merging ${what}: ${(error as Error).message}`);
  }
}

function assertDistinctSids(statements: readonly Statement[], where: string): void {
  const sids = statements.map(({ sid }) => sid).filter((sid) => sid !== "");
  const twice = sids.find((sid, i) => sids.indexOf(sid) !== i);
  if (twice !== undefined)
    throw refusal(`duplicate Sid (${twice}) in ${where}. Remove the Sid or ensure Sids are unique.`);
}

function oneOf(value: string, allowed: readonly string[], name: string): void {
  if (!allowed.includes(value)) throw refusal(`${name} must be one of ${allowed.join(", ")}, got "${value}"`);
}

function refusal(reason: string): EngineError {
  return new EngineError(`Cannot write the IAM policy document: ${reason}`, status.INVALID_ARGUMENT);
}
