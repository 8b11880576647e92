import type { CachesSettings } from "./cache/settings";
import type { CdnSettings } from "./cdn/settings";
import type { RegionClock } from "./clock";
import type { ClusterSettings } from "./cluster/settings";
import type { PoolingSettings } from "./database/cluster/settings";
import type { DatabaseSettings } from "./database/settings";
import type { IngressSettings } from "./ingress/settings";
import type { LakeSettings } from "./lake/settings";
import type { MessagingSettings } from "./messaging/settings";
import type { FlowLogTraffic } from "./network/flow-logs";
import type { NatPlan } from "./network/nat-gateways";
import type { InterfaceEndpoint } from "./network/vpc-endpoints";
import type { MonitoringSettings } from "./observability/cluster/settings";
import type { LogShippingSettings } from "./observability/log-shipping/settings";
import type { ObservabilitySettings } from "./observability/settings";
import type { LoadSettings } from "./resilience/cluster/settings";
import type { ResilienceSettings } from "./resilience/settings";
import type { ServicesSettings } from "./service/settings";
import type { TrafficSettings } from "./traffic/settings";

/** How big a platform is and where it runs: plain data, judged as a whole by `platformSettingsProblems`. */
export interface PlatformSettings {
  /**
   * In rollout order: a region is changed once the one before it is done, so put the one with the least traffic first. No name or
   * address depends on the order.
   */
  readonly regions: readonly RegionSettings[];
  /** The region that writes: caches and databases elsewhere are its copies. One of `regions`. */
  readonly primaryRegion: string;
  /** When each region is awake and asleep, by region name; every region has one. */
  readonly clocks: Readonly<Record<string, RegionClock>>;
  /** The same in every region. */
  readonly network: NetworkSettings;
  /** The same in every region. */
  readonly cluster: ClusterSettings;
  readonly caches: CachesSettings;
  readonly database: DatabaseSettings;
  /** The pools in front of it, in each cluster. Nothing of it is declared without their images. */
  readonly pooling: PoolingSettings;
  /** How viewers reach a region. Nothing of it is declared in a stack without a domain. */
  readonly traffic: TrafficSettings;
  /** Nothing of it is declared in a stack without a domain. */
  readonly cdn: CdnSettings;
  /** The same in every region. */
  readonly messaging: MessagingSettings;
  /** The same in every region. */
  readonly lake: LakeSettings;
  /** The same in every region. */
  readonly observability: ObservabilitySettings;
  readonly resilience: ResilienceSettings;
  /** NGINX in each cluster; declared in a stack with a domain. */
  readonly ingress: IngressSettings;
  /** What runs in each cluster for viewers. */
  readonly services: ServicesSettings;
  /** How each cluster watches itself. */
  readonly monitoring: MonitoringSettings;
  /** How NGINX's log gets out of each cluster. Nothing of it is declared without its image. */
  readonly logShipping: LogShippingSettings;
  /** How each cluster is put under load. */
  readonly load: LoadSettings;
  /** Whether Pulumi refuses to delete or replace what holds data. To remove such a thing takes a change of its own. */
  readonly protectStateful: boolean;
  /** How long every log group keeps its events. Unit: days, one that CloudWatch Logs offers, e.g. 3, 14, 90. */
  readonly logRetentionDays: number;
  /** On everything, beside the tags `project` and `stack`. Keep values still: on some resources a changed tag means replacement. */
  readonly tags: Readonly<Record<string, string>>;
}

export interface RegionSettings {
  /** E.g. `eu-west-1`. Part of the name of everything in the region. */
  readonly name: string;
  readonly network: RegionNetworkSettings;
}

export interface RegionNetworkSettings {
  /** A private /16 of its own, e.g. `10.33.0.0/16`: regions are peered. */
  readonly cidrBlock: string;
  /** Two or three zone IDs, e.g. `euw1-az1`. The order gives each zone its addresses: add at the end, never sort. */
  readonly zoneIds: readonly string[];
}

export interface NetworkSettings {
  readonly nat: NatPlan;
  /** AWS services reached without NAT. Each is paid by the hour in each zone; S3 and DynamoDB are free and always there. */
  readonly interfaceEndpoints: readonly InterfaceEndpoint[];
  /** Which packets the flow logs record. */
  readonly flowLogTraffic: FlowLogTraffic;
}
