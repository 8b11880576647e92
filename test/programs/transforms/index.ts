// Transforms of the second kind: the engine calls back into the program.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

const order =
  (step: string): pulumi.ResourceTransform =>
  async ({ type, props, opts }) => {
    await new Promise((resolve) => setTimeout(resolve, 1));
    if (type !== "aws:sns/topic:Topic") return undefined;
    return { props: { ...props, displayName: pulumi.interpolate`${props.displayName ?? ""}/${step}` }, opts };
  };

pulumi.runtime.registerResourceTransform(order("stack"));
const bucket = new aws.s3.Bucket("bucket");
const outer = new pulumi.ComponentResource("test:index:Group", "outer", {}, { transforms: [order("outer")] });
const inner = new pulumi.ComponentResource(
  "test:index:Group",
  "inner",
  {},
  { parent: outer, transforms: [order("inner")] },
);
new aws.sns.Topic("ordered", {}, { parent: inner, transforms: [order("own")] });

// A transform may change every option, and add an input with a secret, an unknown or a dependency.
new aws.sns.Topic(
  "changed",
  { name: "before" },
  {
    transforms: [
      ({ props, opts }) => ({
        props: { ...props, name: pulumi.secret("canary-name"), kmsMasterKeyId: bucket.arn },
        opts: pulumi.mergeOptions(opts, {
          protect: true,
          ignoreChanges: ["tags"],
          dependsOn: [bucket],
          customTimeouts: { create: "5m" },
          retainOnDelete: true,
          aliases: [{ name: "former" }],
        }) as pulumi.CustomResourceOptions,
      }),
    ],
  },
);
