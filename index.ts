import * as pulumi from "@pulumi/pulumi";
import { Platform } from "./components/platform";
import { settingsFor } from "./stacks";

const platform = new Platform("p95", {
  settings: settingsFor(pulumi.getStack()),
  accountId: new pulumi.Config().get("accountId") || undefined,
});

/** What each region offers to others, by region. */
export const regions = Object.fromEntries(
  platform.regions.map(({ network, pageTopicArn, ticketTopicArn, cacheEndpoints }) => [
    network.region,
    {
      vpcId: network.vpcId,
      natPublicIps: network.natPublicIps,
      pageTopicArn,
      ticketTopicArn,
      cacheEndpoints,
    },
  ]),
);

/** Where each region's pods keep sessions, by region. */
export const sessionEndpoints = platform.sessionEndpoints;
