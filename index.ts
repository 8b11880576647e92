import * as pulumi from "@pulumi/pulumi";
import { Platform } from "./components/platform";
import { settingsFor } from "./stacks";

const config = new pulumi.Config();
const platform = new Platform("p95", {
  settings: settingsFor(pulumi.getStack()),
  accountId: config.get("accountId") || undefined,
  domain: config.get("domain") || undefined,
  images: config.getObject("images") ?? {},
  signingKeys: config.getObject("signingKeys") ?? {},
});

/** What each region offers to others, by region. */
export const regions = Object.fromEntries(
  platform.regions.map(({ network, pageTopicArn, ticketTopicArn, cluster, cacheEndpoints, messaging, entrance }) => [
    network.region,
    {
      vpcId: network.vpcId,
      natPublicIps: network.natPublicIps,
      pageTopicArn,
      ticketTopicArn,
      clusterName: cluster.clusterName,
      clusterEndpoint: cluster.endpoint,
      kubeconfig: cluster.kubeconfig,
      cacheEndpoints,
      contentBusArn: messaging.busArn,
      releaseQueueUrl: messaging.releaseQueueUrl,
      ...(entrance && { targetGroupArn: entrance.targetGroupArn }),
    },
  ]),
);

/** Where each region's pods keep sessions, by region. */
export const sessionEndpoints = platform.sessionEndpoints;

/** Where each region's pods write to and read from the database, by region. */
export const databaseEndpoints = platform.database.endpoints;

/** Of the master user's name and password, for migrations and for the day on which nobody else gets in. */
export const databaseSecretArn = platform.database.masterSecretArn;

/** What to enter at the parent domain, where the stack keeps a zone of its own. */
export const nameServers = platform.nameServers ?? [];
