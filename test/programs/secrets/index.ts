import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";

class Thing extends pulumi.CustomResource {
  declare readonly token: pulumi.Output<string>;
  declare readonly size: pulumi.Output<number>;
  constructor(name: string, args: pulumi.Inputs, opts?: pulumi.CustomResourceOptions) {
    super("thing:index:Thing", name, { token: undefined, ...args }, opts);
  }
}
class Things extends pulumi.ProviderResource {}

const config = new pulumi.Config();
const fromConfig = config.requireSecret("password");
const provider = new Things("thing", "explicit", {
  apiKey: pulumi.secret("canary-api-key"),
  endpoint: "https://example.com",
});
const password = new random.RandomPassword("password", { length: 20 });

const thing = new Thing(
  "thing",
  {
    direct: pulumi.secret("canary-direct"),
    nested: { list: [1, pulumi.secret(2), { deep: pulumi.secret("canary-deep") }] },
    mixed: pulumi.interpolate`postgres://app:${fromConfig}@db`,
    unknown: pulumi.secret(password.id),
    generated: password.result,
    // A program that takes the secret out of its wrapping still cannot put it into a report.
    careless: config.require("password"),
    size: 1,
  },
  { provider, additionalSecretOutputs: ["token", "size"] },
);

export const token = thing.token;
export const size = thing.size;
export const whole = { password: fromConfig, plain: "shown" };
export const unwrapped = pulumi.unsecret(fromConfig).apply((text) => text.length);
pulumi.log.warn("The message quotes canary-password-of-config.");
