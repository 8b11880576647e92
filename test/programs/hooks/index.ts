import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

const tell =
  (moment: string): pulumi.ResourceHookFunction =>
  (args) => {
    const { displayName } = (args.newOutputs ?? args.newInputs) as { displayName: string };
    pulumi.log.info(`${moment} ${args.name}: ${displayName}`);
  };
const hooks = {
  beforeCreate: [new pulumi.ResourceHook("before", tell("before"), { onDryRun: true })],
  afterCreate: [
    new pulumi.ResourceHook("after", tell("after"), { onDryRun: true }),
    new pulumi.ResourceHook("only-for-real", () => {
      throw new Error("must not run in a preview");
    }),
  ],
  beforeDelete: [new pulumi.ResourceHook("farewell", tell("delete"))],
};
const topic = new aws.sns.Topic("topic", { displayName: "Releases" }, { hooks });
const say = (moment: string) =>
  new pulumi.ResourceHook(
    `group-${moment}`,
    ({ name }) => {
      pulumi.log.info(`${moment} ${name}`);
    },
    { onDryRun: true },
  );
class Group extends pulumi.ComponentResource {
  constructor(name: string) {
    super("test:index:Group", name, {}, { hooks: { beforeCreate: [say("before")], afterCreate: [say("after")] } });
    this.registerOutputs({});
  }
}
new Group("group");
export const name = topic.displayName;
