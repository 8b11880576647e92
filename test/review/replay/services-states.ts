import * as pulumi from "@pulumi/pulumi";
import type { CacheEndpoint } from "../../../components/cache/endpoint";
import { declarePriorityClasses } from "../../../components/service/priority-classes";
import { RegionServices } from "../../../components/service/region-services";
import type { ServicesSettings } from "../../../components/service/settings";
import type { DeclaredState } from "../../../review/replay/declared";
import { image, settings as usual } from "../../components/service/services-settings";
import { declared } from "../../support/declared";

const cache = (name: string): CacheEndpoint => ({
  host: pulumi.output(`${name}.cache`),
  port: 6379,
  region: "eu-west-1",
  cacheName: pulumi.output(name),
  serverless: false,
  userName: pulumi.output(`${name}-user`),
  connectArns: [pulumi.output(`arn:${name}`)],
});

class Crds extends pulumi.ComponentResource {
  constructor(opts: pulumi.ComponentResourceOptions) {
    super("test:Crds", "crds", {}, opts);
  }
}

/** What the real component declares for one region's services, as a replay reads it. */
export async function servicesStates(more: Partial<ServicesSettings> = {}): Promise<DeclaredState[]> {
  const settings = { ...usual, ...more };
  const { resources } = await declared(
    (opts) =>
      new RegionServices(
        "eu-west-1-services",
        {
          region: "eu-west-1",
          settings,
          images: Object.fromEntries(
            [...Object.keys(settings.services), "watch-event-worker", "release-calendar"].map((name) => [
              name,
              image(name),
            ]),
          ),
          clusterName: "k8s",
          clusterArn: "arn:k8s",
          accountId: "111122223333",
          zoneCount: 3,
          timezone: "Europe/Dublin",
          networkCidrBlocks: ["10.33.0.0/16"],
          vpcCniAddon: false,
          releaseQueue: { arn: "arn:releases", url: "https://sqs.test/releases", consumerTimeoutSeconds: 30 },
          scheduleGroupName: "schedules",
          caches: {
            recommendations: cache("recs"),
            metadata: cache("meta"),
            sessions: { read: cache("near"), write: cache("far") },
          },
          database: { host: "pgbouncer.data.svc", port: 5432, databaseName: "streaming" },
          runbookBaseUrl: "https://p95.example/docs/runbooks",
          pageTopicArn: "arn:page",
          ticketTopicArn: "arn:ticket",
          protectStateful: true,
          monitoringCrds: [new Crds(opts)],
          priorities: declarePriorityClasses("eu-west-1", opts),
        },
        opts,
      ),
  );
  return resources.map(({ type, name, inputs }) => ({ urn: `urn::${type}::${name}`, type, name, inputs, parent: "" }));
}
