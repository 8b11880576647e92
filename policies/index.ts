import type { Rule } from "./rule";
import { autoscaling } from "./rules/autoscaling";
import { cache } from "./rules/cache";
import { cluster } from "./rules/cluster";
import { database } from "./rules/database";
import { messaging } from "./rules/messaging";
import { monitoring } from "./rules/monitoring";
import { network } from "./rules/network";
import { resilience } from "./rules/resilience";
import { traffic } from "./rules/traffic";

/** Every rule by domain; each domain lists its own. */
export const domains: Readonly<Record<string, readonly Rule[]>> = {
  autoscaling,
  cache,
  cluster,
  database,
  messaging,
  monitoring,
  network,
  resilience,
  traffic,
};

export const rules: readonly Rule[] = Object.values(domains).flat();
