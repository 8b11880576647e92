import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { RESOURCES_PER_SERVICE, Service } from "./service";

const size = new pulumi.Config().requireNumber("size");
if (size <= 0 || size % RESOURCES_PER_SERVICE !== 0) {
  throw new pulumi.RunError(`size: must be a multiple of ${RESOURCES_PER_SERVICE}, got ${size}`);
}

const provider = new aws.Provider("aws", { region: "eu-central-1", defaultTags: { tags: { program: "generated" } } });
const services: Service[] = [];
for (let i = 0; i < size / RESOURCES_PER_SERVICE; i++) {
  // A binary tree: every service but the first waits for another one, and no chain is longer than the logarithm of the number.
  const upstream = i === 0 ? undefined : services[(i - 1) >> 1];
  services.push(new Service(`service-${i}`, { index: i, upstream }, { provider }));
}

export const firstQueueUrl = services[0]?.queueUrl;
