// Transformations of the first kind: the SDK runs them inside the program, before the engine hears of a resource.
const aws = require("@pulumi/aws");
const pulumi = require("@pulumi/pulumi");

const tag =
  (by) =>
  ({ type, props, opts }) =>
    type === "aws:sns/topic:Topic" ? { props: { ...props, tags: { ...props.tags, [by]: "yes" } }, opts } : undefined;

pulumi.runtime.registerStackTransformation(tag("stack"));
const group = new pulumi.ComponentResource("test:index:Group", "group", {}, { transformations: [tag("parent")] });
new aws.sns.Topic("topic", {}, { parent: group, transformations: [tag("own")] });
new aws.sns.Topic(
  "protected",
  {},
  { transformations: [({ props, opts }) => ({ props, opts: { ...opts, protect: true } })] },
);
