import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export = async () => {
  const topic = new aws.sns.Topic("topic");
  const zones = await aws.getAvailabilityZones({ state: "available" });
  const west = new aws.Provider("west", { region: "us-west-2" });
  return {
    plainZones: zones.names,
    zonesOfWest: aws.getAvailabilityZonesOutput({ state: "available" }, { provider: west }).names,
    region: aws.getRegionOutput().region,
    // Nobody knows the answer without the account.
    image: aws.ec2.getAmiOutput({ mostRecent: true, owners: ["amazon"] }).id,
    // With an argument that is not known yet nobody is asked.
    waiting: aws.sns.getTopicOutput({ name: topic.name }).arn,
    // A function whose result is given in a file of answers.
    answered: pulumi.output(pulumi.runtime.invoke("weather:index:getForecast", { city: "Oslo" })),
    // An answer that depends on a secret is secret.
    secret: aws.getRegionOutput({ region: pulumi.secret("eu-north-1") }).description,
  };
};
