import { describe, expect, test } from "@jest/globals";
import { ASSET, type Properties, SIGNATURE_KEY, UNKNOWN } from "../../../review/engine/values";
import { toConfig } from "../../../review/terraform/convert";
import { UNKNOWN_VALUE } from "../../../review/terraform/cty";
import { argument, block, nested } from "./schemas";

const schema = block(
  argument("arn", "string", { optional: false, computed: true }),
  argument("name", "string"),
  argument("size", "number"),
  argument("open", "bool"),
  argument("tags", ["map", "string"]),
  argument("subnet_ids", ["set", "string"]),
  argument("ingress", ["set", ["object", { from_port: "number", cidr_blocks: ["list", "string"] }]]),
  nested("rule", "LIST", block(argument("port", "number"), nested("match", "LIST", block(argument("path", "string"))))),
  nested("vpc_config", "LIST", block(argument("vpc_id", "string")), 1),
  nested("timeouts", "SINGLE", block(argument("create", "string"))),
);
const convert = (inputs: Properties) => toConfig("aws:thing/thing:Thing", "aws_thing", schema, inputs);

const NOTHING = {
  arn: null,
  name: null,
  size: null,
  open: null,
  tags: null,
  subnet_ids: null,
  ingress: null,
  rule: [],
  vpc_config: [],
  timeouts: null,
};

describe("inputs as Terraform's configuration", () => {
  test("nothing set leaves arguments null and blocks empty", () => {
    expect(convert({})).toEqual({ config: NOTHING, problems: [], excepted: [] });
  });

  test("plain values, maps, sets, blocks and the block that is an object in Pulumi", () => {
    const { config, problems } = convert({
      name: "a",
      size: 3,
      open: false,
      tags: { "p95/team": "x" },
      subnetIds: ["s1", "s2"],
      ingress: [{ fromPort: 1, cidrBlocks: ["10.0.0.0/8"] }],
      rules: [{ port: 80, matches: [{ path: "/" }] }],
      vpcConfig: { vpcId: "v" },
    });
    expect(problems).toEqual([]);
    expect(config).toEqual({
      ...NOTHING,
      name: "a",
      size: 3,
      open: false,
      tags: { "p95/team": "x" },
      subnet_ids: ["s1", "s2"],
      ingress: [{ from_port: 1, cidr_blocks: ["10.0.0.0/8"] }],
      rule: [{ port: 80, match: [{ path: "/" }] }],
      vpc_config: [{ vpc_id: "v" }],
    });
  });

  test("texts are read as the provider's type, as Pulumi does", () => {
    expect(convert({ name: 5, size: "3", open: "true" }).config).toEqual({
      ...NOTHING,
      name: "5",
      size: 3,
      open: true,
    });
  });

  test("an object where a text belongs is JSON, unless part of it is unknown", () => {
    expect(convert({ name: { Version: "2012-10-17" } }).config.name).toBe('{"Version":"2012-10-17"}');
    expect(convert({ name: { Resource: UNKNOWN } }).config.name).toBe(UNKNOWN_VALUE);
  });

  test("of a file its path counts", () => {
    expect(convert({ name: { [SIGNATURE_KEY]: ASSET, path: "./a.zip" } }).config.name).toBe("./a.zip");
  });

  test("unknown values stay unknown at every depth", () => {
    const { config } = convert({
      name: UNKNOWN,
      subnetIds: ["s", UNKNOWN],
      rules: UNKNOWN,
      vpcConfig: { vpcId: UNKNOWN },
    });
    expect(config).toEqual({
      ...NOTHING,
      name: UNKNOWN_VALUE,
      subnet_ids: ["s", UNKNOWN_VALUE],
      rule: UNKNOWN_VALUE,
      vpc_config: [{ vpc_id: UNKNOWN_VALUE }],
    });
  });

  test("every value without a place is a problem with its path", () => {
    const { problems } = convert({
      arn: "a",
      nme: "a",
      size: "big",
      open: 1,
      tags: "x",
      rules: [{ port: 1 }, { matches: [{ pth: "/" }] }],
    });
    expect(problems).toEqual([
      { path: "arn", message: "aws_thing.arn can only be read" },
      { path: "nme", message: "aws_thing has no such argument in this provider" },
      { path: "size", message: "must be a number, got a string" },
      { path: "open", message: "must be true or false, got a number" },
      { path: "tags", message: "must be an object, got a string" },
      { path: "rules[1].matches[0].pth", message: "aws_thing.rule.match has no such argument in this provider" },
    ]);
  });

  test("an argument on the list of exceptions is left out and reported, and what stands for it is unknown", () => {
    const gateway = block(argument("subnet_id", "string", { required: true }));
    const inputs = { region: "eu-west-1", availabilityMode: "regional", vpcId: UNKNOWN };
    const { config, problems, excepted } = toConfig(
      "aws:ec2/natGateway:NatGateway",
      "aws_nat_gateway",
      gateway,
      inputs,
    );
    expect(problems).toEqual([]);
    expect(config).toEqual({ subnet_id: UNKNOWN_VALUE });
    expect(excepted.map(({ path }) => path)).toEqual(["region", "availabilityMode", "vpcId"]);
  });

  test("a provider that has the argument judges it; one that can only read it does not", () => {
    const inputs = { region: "eu-west-1" };
    const newer = block(argument("region", "string"));
    const older = block(argument("region", "string", { optional: false, computed: true }));
    expect(toConfig("aws:s3/bucket:Bucket", "aws_s3_bucket", newer, inputs)).toEqual({
      config: inputs,
      problems: [],
      excepted: [],
    });
    const { config, excepted } = toConfig("aws:s3/bucket:Bucket", "aws_s3_bucket", older, inputs);
    expect(config).toEqual({ region: null });
    expect(excepted.map(({ path }) => path)).toEqual(["region"]);
  });
});
