import { packageOf } from "../engine/urn";
import { serviceOf } from "../summary";

/** What a part of a platform is for. Each has a label and a sign of its own in the picture. */
export type Kind =
  | "network"
  | "entrance"
  | "edge"
  | "cluster"
  | "workload"
  | "cache"
  | "database"
  | "storage"
  | "messaging"
  | "monitoring"
  | "safety"
  | "keys"
  | "function"
  | "other";

export const KIND_LABELS: Readonly<Record<Kind, string>> = {
  network: "network",
  entrance: "entrance",
  edge: "edge",
  cluster: "cluster",
  workload: "workload",
  cache: "cache",
  database: "database",
  storage: "files",
  messaging: "queues",
  monitoring: "monitoring",
  safety: "resilience",
  keys: "access",
  function: "functions",
  other: "other",
};

/** By the middle of a component's type: `p95:cache:ValkeyCluster`, and what others call the same. */
const BY_DOMAIN: Readonly<Record<string, Kind>> = {
  network: "network",
  vpc: "network",
  traffic: "entrance",
  ingress: "entrance",
  cdn: "edge",
  cluster: "cluster",
  eks: "cluster",
  service: "workload",
  services: "workload",
  cache: "cache",
  database: "database",
  lake: "storage",
  storage: "storage",
  messaging: "messaging",
  observability: "monitoring",
  monitoring: "monitoring",
  resilience: "safety",
};

/** By service, for resources without a component and for components that say nothing about themselves. */
const BY_SERVICE: Readonly<Record<string, Kind>> = {
  "aws:ec2": "network",
  "aws:vpc": "network",
  "aws:lb": "entrance",
  "aws:alb": "entrance",
  "aws:route53": "entrance",
  "aws:acm": "entrance",
  "aws:apigatewayv2": "entrance",
  "aws:cloudfront": "edge",
  "aws:wafv2": "edge",
  "aws:eks": "cluster",
  "aws:ecs": "cluster",
  kubernetes: "workload",
  "aws:elasticache": "cache",
  "aws:memorydb": "cache",
  "aws:rds": "database",
  "aws:dynamodb": "database",
  "aws:redshift": "database",
  "aws:redshiftserverless": "database",
  "aws:docdb": "database",
  "aws:s3": "storage",
  "aws:s3tables": "storage",
  "aws:efs": "storage",
  "aws:glue": "storage",
  "aws:ecr": "storage",
  "aws:sqs": "messaging",
  "aws:sns": "messaging",
  "aws:kinesis": "messaging",
  "aws:msk": "messaging",
  "aws:scheduler": "messaging",
  "aws:cloudwatch": "monitoring",
  "aws:amp": "monitoring",
  "aws:synthetics": "monitoring",
  "aws:fis": "safety",
  "aws:backup": "safety",
  "aws:budgets": "safety",
  "aws:iam": "keys",
  "aws:kms": "keys",
  "aws:secretsmanager": "keys",
  "aws:lambda": "function",
};

/** The kind of a component by its type; `undefined` where the type says nothing that is known here. */
export const kindOfComponent = (type: string): Kind | undefined =>
  BY_DOMAIN[domainOf(type)] ?? BY_DOMAIN[packageOf(type)];

/** `cache` of `p95:cache:ValkeyCluster`, in small letters. */
export const domainOf = (type: string): string => (type.split(":")[1]?.split("/")[0] ?? "").toLowerCase();

export const kindOfResource = (type: string): Kind => BY_SERVICE[serviceKey(type)] ?? "other";

const serviceKey = (type: string): string => (packageOf(type) === "kubernetes" ? "kubernetes" : serviceOf(type));
