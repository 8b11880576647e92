import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type Properties, UNKNOWN } from "../../../review/engine/values";
import { DeclaredArguments } from "../../../review/terraform/declared-arguments";
import { EXAMPLES } from "../../../review/terraform/examples";
import { findProvider, PROVIDER_VARIABLE } from "../../../review/terraform/find-provider";
import { judge, judgeProvider } from "../../../review/terraform/judge";
import { measureType } from "../../../review/terraform/measure";
import { AwsProvider } from "../../../review/terraform/provider";

const found = findProvider(process.env, process.cwd());
const title = found === undefined ? `NOT RUN: no provider on this machine (set ${PROVIDER_VARIABLE})` : found.version;

(found === undefined ? describe.skip : describe)(`Terraform's AWS provider, ${title}`, () => {
  const declared = new DeclaredArguments(process.cwd());
  let provider: AwsProvider;
  beforeAll(async () => {
    provider = await AwsProvider.start(found!.path);
  });
  afterAll(() => provider?.stop());

  const verdictOn = (type: string, inputs: Properties, name = "thing") =>
    judge(provider, declared, { type, name, inputs });
  const vpc = (inputs: Properties) => verdictOn("aws:ec2/vpc:Vpc", { region: "eu-west-1", ...inputs });

  test("accepts what is right, and takes unknown values for right", async () => {
    expect(await vpc({ cidrBlock: "10.0.0.0/16" })).toEqual({ outcome: "accepted", excepted: ["region"] });
    expect(await vpc({ cidrBlock: UNKNOWN })).toEqual({ outcome: "accepted", excepted: ["region"] });
  });

  test("rejects a value that its validation refuses", async () => {
    expect(await vpc({ cidrBlock: "10.0.0.0" })).toMatchObject({
      outcome: "rejected",
      rejections: [{ step: "validate", path: "cidr_block", message: expect.stringContaining("10.0.0.0") }],
    });
  });

  test("rejects a misspelt argument", async () => {
    expect(await vpc({ cidrBlok: "10.0.0.0/16" })).toMatchObject({
      outcome: "rejected",
      rejections: [{ step: "conversion", path: "cidrBlok" }],
    });
  });

  test("rejects a missing argument", async () => {
    expect(await verdictOn("aws:ec2/subnet:Subnet", { cidrBlock: "10.0.0.0/24" })).toMatchObject({
      outcome: "rejected",
      rejections: [{ step: "validate", message: expect.stringContaining("vpc_id") }],
    });
  });

  test("rejects what only its plan can see", async () => {
    const inputs = {
      roleArn: "arn:aws:iam::123456789012:role/cluster",
      vpcConfig: { subnetIds: ["subnet-1", "subnet-2"] },
      computeConfig: { enabled: true },
    };
    const whole = {
      ...inputs,
      kubernetesNetworkConfig: { elasticLoadBalancing: { enabled: true } },
      storageConfig: { blockStorage: { enabled: true } },
    };
    const message = expect.stringContaining("must all be set to either true or false");
    expect(await verdictOn("aws:eks/cluster:Cluster", whole)).toMatchObject({ outcome: "accepted" });
    expect(await verdictOn("aws:eks/cluster:Cluster", inputs)).toMatchObject({
      outcome: "rejected",
      rejections: [{ step: "plan", message }],
    });
  });

  test("rejects a logical name that leaves no room for Pulumi's suffix", async () => {
    const inputs = { assumeRolePolicy: '{"Version":"2012-10-17","Statement":[]}' };
    const role = (length: number) => verdictOn("aws:iam/role:Role", inputs, "r".repeat(length));
    expect(await role(64 - "-0a1b2c3".length)).toMatchObject({ outcome: "accepted" });
    expect(await role(65 - "-0a1b2c3".length)).toMatchObject({ outcome: "rejected" });
  });

  test("says so when it does not know a type", async () => {
    expect(await verdictOn("aws:nothing/nothing:Nothing", {})).toEqual({
      outcome: "not checkable",
      reason: "this provider has no aws_nothing_nothing",
      excepted: [],
    });
  });

  test.each(Object.entries(EXAMPLES))(
    "accepts the example of %s, within which changes are measured",
    async (type, inputs) => {
      expect(await verdictOn(type, inputs)).toEqual({ outcome: "accepted", excepted: [] });
    },
  );

  test("judges its own configuration", async () => {
    expect(await judgeProvider(provider, { region: "eu-west-1", maxRetries: "10", version: "7.48.0" })).toMatchObject({
      outcome: "accepted",
    });
    expect(await judgeProvider(provider, { allowedAccountIds: '["1"]', forbiddenAccountIds: '["2"]' })).toMatchObject({
      outcome: "rejected",
    });
  });

  test("tells which properties replace a resource", async () => {
    const { replaces, unmeasured } = await measureType(provider, declared, "aws:ec2/vpc:Vpc", "aws_vpc", []);
    expect(Object.keys(replaces).sort()).toEqual([
      "cidrBlock",
      "instanceTenancy",
      "ipv4IpamPoolId",
      "ipv4NetmaskLength",
    ]);
    expect(replaces.instanceTenancy).toEqual(["add", "delete", "update"]);
    expect(Object.keys(unmeasured)).toEqual(["region"]);
  });
});
