import { createHash } from "node:crypto";
import { packageOf } from "../urn";
import { isObject, type Properties, revealSecrets, type Value } from "../values";
import type { DeclaredField } from "./declaration-file";
import type { Declarations } from "./declared-fields";
import { ACCOUNT_ID } from "./facts/account";
import { partitionOf } from "./facts/region-table";
import type { ProviderConfiguration } from "./provider-configuration";
import { randomOutputs } from "./random-outputs";

/** A resource that an engine really creates, as far as a simulation goes. */
export interface Creation {
  readonly type: string;
  readonly urn: string;
  readonly inputs: Properties;
  /** The provider it belongs to. */
  readonly provider: ProviderConfiguration;
}

export interface Applied {
  readonly id: string;
  /** The inputs and what the cloud would have added. Everything made up follows from the URN, so a second run agrees. */
  readonly outputs: Properties;
}

/** What creating a resource gives: simulated, but the same on every run. */
export function applied(creation: Creation, declarations: Declarations): Applied {
  const { type, inputs } = creation;
  if (type.startsWith("random:")) return randomOutputs(creation);
  if (type.startsWith("kubernetes:")) return kubernetesObject(creation);
  const id = idOf(creation);
  const outputs: Properties = { ...inputs };
  const simulate = simulator(id, creation, declarations);
  for (const [field, declared] of declarations.ofResource(type) ?? []) {
    const value = Object.hasOwn(outputs, field) ? undefined : simulate(field, declared, 0);
    if (value !== undefined) outputs[field] = value;
  }
  return { id, outputs: { ...outputs, id } };
}

/** Hexadecimal digits that belong to a URN. */
export const digits = (urn: string, count: number) => createHash("sha256").update(urn).digest("hex").slice(0, count);

/** Start of the ids that EC2 gives. Everything else is called by its name or ARN. */
const ID_PREFIX: Readonly<Record<string, string>> = {
  "aws:ec2/eip:Eip": "eipalloc",
  "aws:ec2/flowLog:FlowLog": "fl",
  "aws:ec2/instance:Instance": "i",
  "aws:ec2/internetGateway:InternetGateway": "igw",
  "aws:ec2/launchTemplate:LaunchTemplate": "lt",
  "aws:ec2/natGateway:NatGateway": "nat",
  "aws:ec2/networkAcl:NetworkAcl": "acl",
  "aws:ec2/networkInterface:NetworkInterface": "eni",
  "aws:ec2/routeTable:RouteTable": "rtb",
  "aws:ec2/securityGroup:SecurityGroup": "sg",
  "aws:ec2/subnet:Subnet": "subnet",
  "aws:ec2/vpc:Vpc": "vpc",
  "aws:ec2/vpcEndpoint:VpcEndpoint": "vpce",
  "aws:ec2/vpcPeeringConnection:VpcPeeringConnection": "pcx",
};

function idOf({ type, urn, inputs }: Creation): string {
  const prefix = ID_PREFIX[type];
  if (prefix !== undefined) return `${prefix}-${digits(urn, 17)}`;
  const name = revealSecrets(inputs.name ?? inputs.bucket ?? null);
  return typeof name === "string" && name !== "" ? name : autoName(urn);
}

/** Pulumi's own habit: the logical name and seven digits. */
const autoName = (urn: string) => `${urn.split("::").pop()}-${digits(urn, 7)}`;

/** How deep the objects go that are made up; some types contain themselves. */
const MAX_DEPTH = 4;

type Simulate = (field: string, declared: DeclaredField, depth: number) => Value | undefined;

/** Makes values up for outputs that the inputs do not give: of a list one element, of an object what it always has. */
function simulator(id: string, creation: Creation, declarations: Declarations): Simulate {
  const { urn, provider } = creation;
  const pkg = packageOf(creation.type);
  const simulate: Simulate = (field, declared, depth) => {
    const { type, optional, object } = declared;
    if (optional || depth > MAX_DEPTH) return undefined;
    if (type.endsWith("[]")) {
      const element = simulate(field, { ...declared, type: type.slice(0, -2) }, depth);
      return element === undefined ? [] : [element];
    }
    if (object !== undefined) {
      const fields = [...(declarations.ofObject(pkg, object) ?? [])];
      const values = fields.map(([name, inside]) => [name, simulate(name, inside, depth + 1)] as const);
      return Object.fromEntries(values.filter((value): value is [string, Value] => value[1] !== undefined));
    }
    if (type === "boolean") return false;
    if (type === "number") return 0;
    if (type !== "string") return undefined;
    if (field === "region") return provider.region;
    if (depth === 0 && (field === "name" || field === "bucket")) return autoName(urn);
    if (depth === 0 && field === "arn") return arnOf(id, creation);
    return `${field}-${digits(`${urn} ${field}`, 8)}`;
  };
  return simulate;
}

function arnOf(id: string, { type, inputs, provider }: Creation): string {
  const service = type.split(":")[1]?.split("/")[0] ?? "";
  const resource = (type.split(":")[2] ?? "").replace(/[A-Z]/g, (c, at) => `${at > 0 ? "-" : ""}${c.toLowerCase()}`);
  const region = typeof inputs.region === "string" ? inputs.region : (provider.region ?? "");
  return `arn:${partitionOf(region).id}:${service}:${region}:${ACCOUNT_ID}:${resource}/${id}`;
}

/** The API server adds a uid and, without a name, makes one up. */
function kubernetesObject({ urn, inputs }: Creation): Applied {
  const metadata = isObject(inputs.metadata) ? inputs.metadata : {};
  const name = typeof metadata.name === "string" ? metadata.name : autoName(urn);
  const uid = digits(urn, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  const id = typeof metadata.namespace === "string" ? `${metadata.namespace}/${name}` : name;
  return { id, outputs: { ...inputs, metadata: { ...metadata, name, uid } } };
}
