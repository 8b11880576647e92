import {
  ARCHIVE,
  ASSET,
  containsUnknown,
  isObject,
  type Properties,
  SIGNATURE_KEY,
  signatureOf,
  UNKNOWN,
  type Value,
} from "../engine/values";
import { terraformArgument } from "./argument-names";
import { type CtyObject, type CtyType, type CtyValue, elementType, fieldTypes, isSequence, UNKNOWN_VALUE } from "./cty";
import { type Exception, exceptionFor } from "./exceptions";
import { type Attribute, type Block, isSettable, type NestedBlock } from "./schema";

/** A value that has no place in the provider's schema: a mistake in the program, or in this conversion. */
export interface ConversionProblem {
  /** Path in Pulumi's notation, e.g. `vpcConfig.subnetIds[0]`. */
  readonly path: string;
  readonly message: string;
}

/** Inputs of a resource as Terraform would read them from a configuration. */
export interface Conversion {
  /** Every argument and block of the schema; what is not set is null, and a block that is not there an empty list. */
  readonly config: CtyObject;
  readonly problems: readonly ConversionProblem[];
  /** Arguments that were left out, because this provider is too old to judge them. */
  readonly excepted: readonly { readonly path: string; readonly exception: Exception }[];
}

/** Inputs of `type`, without secret marks, by the schema of Terraform's `terraformType`. */
export function toConfig(type: string, terraformType: string, block: Block, inputs: Properties): Conversion {
  const converter = new Converter(type);
  const config = converter.block(inputs, block, terraformType, "");
  return { config, problems: converter.problems, excepted: converter.excepted };
}

/** A configuration with nothing in it. */
export function emptyConfig({ attributes, blocks }: Block): Record<string, CtyValue> {
  const nested = [...blocks.values()].map((each): [string, CtyValue] => [each.name, noBlock(each)]);
  return Object.fromEntries([...[...attributes.keys()].map((name): [string, CtyValue] => [name, null]), ...nested]);
}

function noBlock({ nesting }: NestedBlock): CtyValue {
  if (nesting === "LIST" || nesting === "SET") return [];
  return nesting === "MAP" ? {} : null;
}

class Converter {
  readonly problems: ConversionProblem[] = [];
  readonly excepted: { path: string; exception: Exception }[] = [];

  constructor(private readonly type: string) {}

  block(inputs: Properties, block: Block, place: string, path: string): CtyObject {
    const config = emptyConfig(block);
    for (const [name, value] of Object.entries(inputs)) {
      if (value === null) continue;
      const here = path === "" ? name : `${path}.${name}`;
      const argument = terraformArgument(name, block, place);
      const attribute = argument === undefined ? undefined : block.attributes.get(argument);
      const nested = argument === undefined ? undefined : block.blocks.get(argument);
      const missing = nested === undefined && (attribute === undefined || !isSettable(attribute));
      const exception = exceptionFor(this.type, here, value, missing);
      if (exception !== undefined) {
        this.excepted.push({ path: here, exception });
        if (exception.standsFor !== undefined) config[exception.standsFor] = UNKNOWN_VALUE;
        continue;
      }
      if (attribute !== undefined) config[attribute.name] = this.attribute(value, attribute, place, here);
      else if (nested !== undefined) config[nested.name] = this.nested(value, nested, `${place}.${nested.name}`, here);
      else this.problems.push({ path: here, message: `${place} has no such argument in this provider` });
    }
    return config;
  }

  nested(value: Value, nested: NestedBlock, place: string, path: string): CtyValue {
    if (value === UNKNOWN) return UNKNOWN_VALUE;
    const one = (element: Value, at: string): CtyValue => {
      if (element === UNKNOWN) return UNKNOWN_VALUE;
      return isObject(element) ? this.block(element, nested.block, place, at) : this.wrong(at, "an object", element);
    };
    if (nested.nesting === "SINGLE" || nested.nesting === "GROUP") return one(value, path);
    if (nested.nesting === "MAP") return mapValues(value as Properties, (each, key) => one(each, `${path}.${key}`));
    // A block that may stand only once is an object in Pulumi.
    if (!Array.isArray(value)) return [one(value, path)];
    return value.map((element, i) => one(element, `${path}[${i}]`));
  }

  attribute(value: Value, attribute: Attribute, place: string, path: string): CtyValue {
    const { type, name } = attribute;
    if (isSettable(attribute)) return this.value(value, type, `${place}.${name}`, path);
    this.problems.push({ path, message: `${place}.${name} can only be read` });
    return null;
  }

  value(value: Value, type: CtyType, place: string, path: string): CtyValue {
    if (value === null) return null;
    if (value === UNKNOWN) return UNKNOWN_VALUE;
    if (type === "string") return text(value);
    if (type === "number") return this.number(value, path);
    if (type === "bool") return this.bool(value, path);
    const element = elementType(type);
    const fields = fieldTypes(type);
    if (element !== undefined && isSequence(type)) {
      if (!Array.isArray(value)) return [this.value(value, element, place, path)];
      return value.map((each, i) => this.value(each, element, place, `${path}[${i}]`));
    }
    if (!isObject(value)) return this.wrong(path, "an object", value);
    if (element !== undefined)
      return mapValues(value, (each, key) => this.value(each, element, place, `${path}.${key}`));
    if (fields !== undefined) return this.block(value, blockOf(fields), place, path);
    return this.wrong(path, `of type ${JSON.stringify(type)}, which p95 cannot convert`, value);
  }

  /** Pulumi hands numbers and flags on as texts where the program wrote them so. */
  number(value: Value, path: string): CtyValue {
    const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
    return typeof number === "number" && Number.isFinite(number) ? number : this.wrong(path, "a number", value);
  }

  bool(value: Value, path: string): CtyValue {
    if (value === true || value === "true") return true;
    return value === false || value === "false" ? false : this.wrong(path, "true or false", value);
  }

  wrong(path: string, wanted: string, value: Value): null {
    const kind = Array.isArray(value) ? "a list" : isObject(value) ? "an object" : `a ${typeof value}`;
    this.problems.push({ path, message: `must be ${wanted}, got ${kind}` });
    return null;
  }
}

/** Objects become JSON, as in Pulumi: policies may be written as objects. Of a file only its path counts. */
function text(value: Value): CtyValue {
  if (typeof value === "string") return value;
  const signature = signatureOf(value);
  if (isObject(value) && (signature === ASSET || signature === ARCHIVE)) {
    return typeof value.path === "string" ? value.path : "inline";
  }
  if (containsUnknown(value)) return UNKNOWN_VALUE;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** An object of the older kind, written as an attribute, seen as a block. */
function blockOf(fields: Readonly<Record<string, CtyType>>): Block {
  const attributes = Object.entries(fields).map(([name, type]): [string, Attribute] => [
    name,
    { name, type, required: false, optional: true, computed: false, writeOnly: false },
  ]);
  return { attributes: new Map(attributes), blocks: new Map() };
}

function mapValues(value: Properties, map: (each: Value, key: string) => CtyValue): CtyObject {
  const entries = Object.entries(value).filter(([key]) => key !== SIGNATURE_KEY);
  return Object.fromEntries(entries.map(([key, each]) => [key, map(each, key)]));
}
