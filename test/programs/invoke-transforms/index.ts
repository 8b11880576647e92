import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

const west = new aws.Provider("west", { region: "us-west-2" });
pulumi.runtime.registerInvokeTransform(async ({ token, args, opts }) => {
  if (token !== "aws:index/getRegion:getRegion") return undefined;
  return { args: { ...args, region: "eu-central-1" }, opts };
});
pulumi.runtime.registerInvokeTransform(({ token, args, opts }) =>
  token === "aws:index/getAvailabilityZones:getAvailabilityZones"
    ? { args, opts: { ...opts, provider: west } }
    : undefined,
);

export const region = aws.getRegionOutput().region;
export const zones = aws.getAvailabilityZonesOutput().names;
