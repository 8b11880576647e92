import * as aws from "@pulumi/aws";
import * as random from "@pulumi/random";

const provider = new aws.Provider("explicit", { region: "eu-west-1" });
new aws.sns.Topic("topic", {}, { provider });
// Only the packages in the list need an explicit provider.
new random.RandomPet("pet");
