import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

const tell = (moment: string): pulumi.ResourceHookFunction => (args) => {
  const { displayName } = (args.newOutputs ?? args.newInputs) as { displayName: string };
  pulumi.log.info(`${moment} ${args.name}: ${displayName}`);
};
const hooks = {
  beforeCreate: [new pulumi.ResourceHook("before", tell("before"), { onDryRun: true })],
  afterCreate: [
    new pulumi.ResourceHook("after", tell("after"), { onDryRun: true }),
    new pulumi.ResourceHook("only-for-real", () => { throw new Error("must not run in a preview"); }),
  ],
  beforeDelete: [new pulumi.ResourceHook("farewell", tell("delete"))],
};
const topic = new aws.sns.Topic("topic", { displayName: "Releases" }, { hooks });
new pulumi.ComponentResource("test:index:Group", "group", {}, { hooks: { beforeCreate: [
  new pulumi.ResourceHook("group-before", ({ name }) => { pulumi.log.info(`before ${name}`); }, { onDryRun: true }),
] } });
export const name = topic.displayName;
