import type * as pulumi from "@pulumi/pulumi";
import {
  cacheRights,
  databaseRights,
  type ExperimentRight,
  type ExperimentScope,
  FIND_BY_TAG,
  networkRights,
  podRights,
  shiftRights,
} from "./experiment-rights";
import { EXPERIMENT_TARGET, FIS_SERVICE_ACCOUNT } from "./fis-identity";
import type { ExperimentKind } from "./settings";

/** A template as FIS has it, without what all share, and what its role may do. */
export interface ExperimentPlan {
  readonly description: string;
  readonly targets: readonly ExperimentTarget[];
  readonly actions: readonly ExperimentAction[];
  /** Whether nothing to break is an error; with several targets each may be absent. */
  readonly emptyTargets: "fail" | "skip";
  readonly rights: readonly ExperimentRight[];
}

export interface ExperimentTarget {
  readonly name: string;
  readonly resourceType: string;
  readonly selectionMode: string;
  readonly resourceTags?: readonly { readonly key: string; readonly value: string }[];
  readonly parameters?: Readonly<Record<string, pulumi.Input<string>>>;
}

export interface ExperimentAction {
  readonly name: string;
  readonly actionId: string;
  readonly parameters?: readonly { readonly key: string; readonly value: string }[];
  readonly target?: { readonly key: string; readonly value: string };
  readonly startAfters?: readonly string[];
}

/** Share of the pods that are hit. Of the ten that there are at least, seven stay; the disruption budget is not asked. */
const PODS = "PERCENT(30)";

/** Every pod of a service that answers late is no longer a fault of some. */
const LATE_PODS = "PERCENT(50)";

const LATENCY_MINUTES = 5;
const LATENCY_MILLIS = 200;

/** How long a zone is away, and when load balancers leave it: as long as AWS itself takes to notice. */
const ZONE_LOSS = { totalMinutes: 30, noticedAfterMinutes: 5 };
const CACHE_LOSS_MINUTES = 10;

/**
 * What each experiment does, and the rights that it takes; the rights are those of AWS's reference, cut to the stack where a service
 * can tell. Source: https://docs.aws.amazon.com/fis/latest/userguide/fis-actions-reference.html
 */
export function experimentPlan(kind: ExperimentKind, scope: ExperimentScope): ExperimentPlan {
  switch (kind) {
    case "pod-delete":
      return onPods(scope, "Kills three of ten playback pods at once", PODS, "aws:eks:pod-delete", {
        gracePeriodSeconds: "0",
      });
    case "network-latency":
      return onPods(scope, "Delays what half of the playback pods send", LATE_PODS, "aws:eks:pod-network-latency", {
        duration: `PT${LATENCY_MINUTES}M`,
        delayMilliseconds: `${LATENCY_MILLIS}`,
        jitterMilliseconds: "50",
      });
    case "database-failover":
      return {
        description: "Has a reader take over from the database's writer",
        emptyTargets: "fail",
        targets: [tagged(scope, "databases", "aws:rds:cluster")],
        actions: [{ name: "failover", actionId: FAILOVER, target: { key: "Clusters", value: "databases" } }],
        rights: [...databaseRights(scope), FIND_BY_TAG],
      };
    case "cache-failover":
      return {
        description: `Takes the power from the caches' nodes in ${scope.zoneId}`,
        emptyTargets: "fail",
        targets: [cachesIn(scope)],
        actions: [interruptCaches(CACHE_LOSS_MINUTES)],
        rights: [...cacheRights(scope), FIND_BY_TAG],
      };
    case "zone-loss":
      return zoneLoss(scope);
  }
}

const FAILOVER = "aws:rds:failover-db-cluster";

function onPods(
  scope: ExperimentScope,
  description: string,
  selectionMode: string,
  actionId: string,
  parameters: Readonly<Record<string, string>>,
): ExperimentPlan {
  return {
    description,
    emptyTargets: "fail",
    targets: [
      {
        name: "pods",
        resourceType: "aws:eks:pod",
        selectionMode,
        parameters: {
          clusterIdentifier: scope.clusterArn,
          namespace: EXPERIMENT_TARGET.namespace,
          selectorType: "labelSelector",
          selectorValue: EXPERIMENT_TARGET.selector,
        },
      },
    ],
    actions: [
      {
        name: "inject",
        actionId,
        parameters: pairs({ ...parameters, kubernetesServiceAccount: FIS_SERVICE_ACCOUNT, maxErrorsPercent: "10" }),
        target: { key: "Pods", value: "pods" },
      },
    ],
    rights: podRights(scope),
  };
}

function zoneLoss(scope: ExperimentScope): ExperimentPlan {
  const { zoneId, vpcId } = scope;
  const { totalMinutes, noticedAfterMinutes } = ZONE_LOSS;
  const shiftMinutes = totalMinutes - noticedAfterMinutes;
  return {
    description: `Cuts ${zoneId} off, with everything in it; after ${noticedAfterMinutes} minutes load balancers leave it`,
    emptyTargets: "skip", // the writer and the primaries may be elsewhere
    targets: [
      { ...tagged(scope, "subnets", "aws:ec2:subnet"), parameters: { availabilityZoneIdentifier: zoneId, vpc: vpcId } },
      {
        ...tagged(scope, "databases", "aws:rds:cluster"),
        parameters: { writerAvailabilityZoneIdentifiers: zoneId },
      },
      cachesIn(scope),
      tagged(scope, "balancers", "aws:arc:zonal-shift-managed-resource"),
    ],
    actions: [
      {
        name: "cut-off",
        actionId: "aws:network:disrupt-connectivity",
        parameters: pairs({ duration: `PT${totalMinutes}M`, scope: "all" }),
        target: { key: "Subnets", value: "subnets" },
      },
      { name: "failover", actionId: FAILOVER, target: { key: "Clusters", value: "databases" } },
      interruptCaches(totalMinutes),
      { name: "unnoticed", actionId: "aws:fis:wait", parameters: pairs({ duration: `PT${noticedAfterMinutes}M` }) },
      {
        name: "leave",
        actionId: "aws:arc:start-zonal-autoshift",
        startAfters: ["unnoticed"],
        parameters: pairs({ availabilityZoneIdentifier: zoneId, duration: `PT${shiftMinutes}M` }),
        target: { key: "ManagedResources", value: "balancers" },
      },
    ],
    rights: [...networkRights(scope), ...databaseRights(scope), ...cacheRights(scope), ...shiftRights(), FIND_BY_TAG],
  };
}

function tagged({ tags }: ExperimentScope, name: string, resourceType: string): ExperimentTarget {
  return { name, resourceType, selectionMode: "ALL", resourceTags: pairs(tags) };
}

function cachesIn(scope: ExperimentScope): ExperimentTarget {
  return {
    ...tagged(scope, "caches", "aws:elasticache:replicationgroup"),
    parameters: { availabilityZoneIdentifier: scope.zoneId },
  };
}

function interruptCaches(minutes: number): ExperimentAction {
  return {
    name: "interrupt",
    actionId: "aws:elasticache:replicationgroup-interrupt-az-power",
    parameters: pairs({ duration: `PT${minutes}M` }),
    target: { key: "ReplicationGroups", value: "caches" },
  };
}

function pairs(of: Readonly<Record<string, string>>) {
  return Object.entries(of).map(([key, value]) => ({ key, value }));
}
