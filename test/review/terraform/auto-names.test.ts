import { describe, expect, test } from "@jest/globals";
import { autoNames } from "../../../review/terraform/auto-names";
import { argument, block } from "./schemas";

const optional = (name: string) => ({ name, optional: true, list: false, object: undefined });
const schema = block(argument("name", "string"), argument("name_prefix", "string"));

describe("the name that Pulumi makes up", () => {
  test("is the logical name and seven digits", () => {
    const names = autoNames("aws_iam_role", schema, "eks-node", {}, [optional("name")], { name: null });
    expect(names).toEqual({ name: "eks-node-0a1b2c3" });
  });

  test("is not made up when the program gives a name or a prefix, or AWS names the thing", () => {
    const declared = [optional("name")];
    expect(autoNames("aws_iam_role", schema, "a", { name: "b" }, declared, { name: "b" })).toEqual({});
    expect(autoNames("aws_iam_role", schema, "a", { namePrefix: "b" }, declared, { name: null })).toEqual({});
    expect(autoNames("aws_thing", schema, "a", {}, [], { name: null })).toEqual({});
    expect(autoNames("aws_vpc", block(), "a", {}, [], {})).toEqual({});
  });

  test("a name that the program must give is left to the provider to miss", () => {
    const declared = [{ ...optional("name"), optional: false }];
    expect(autoNames("aws_thing", schema, "a", {}, declared, { name: null })).toEqual({});
  });

  test("follows the service: lower case, the suffix of a FIFO queue, the prefix of an alias, another argument", () => {
    const bucket = block(argument("bucket", "string"));
    const of = (type: string, inputs = {}) => autoNames(type, schema, "A", inputs, [optional("name")], { name: null });
    expect(autoNames("aws_s3_bucket", bucket, "Lake", {}, [optional("bucket")], { bucket: null })).toEqual({
      bucket: "lake-0a1b2c3",
    });
    expect(of("aws_sqs_queue", { fifoQueue: true })).toEqual({ name: "A-0a1b2c3.fifo" });
    expect(of("aws_sqs_queue", { fifoQueue: false })).toEqual({ name: "A-0a1b2c3" });
    expect(of("aws_kms_alias")).toEqual({ name: "alias/A-0a1b2c3" });
    const alarm = block(argument("alarm_name", "string", { required: true }));
    const named = autoNames("aws_cloudwatch_metric_alarm", alarm, "p99", {}, [optional("name")], { alarm_name: null });
    expect(named).toEqual({ alarm_name: "p99-0a1b2c3" });
  });
});
