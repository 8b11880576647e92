import type { Rule } from "./rule";
import { autoscaling } from "./rules/autoscaling";
import { cache } from "./rules/cache";
import { cdn } from "./rules/cdn";
import { cluster } from "./rules/cluster";
import { database } from "./rules/database";
import { ingress } from "./rules/ingress";
import { messaging } from "./rules/messaging";
import { monitoring } from "./rules/monitoring";
import { network } from "./rules/network";
import { principles } from "./rules/principles";
import { queries } from "./rules/queries";
import { resilience } from "./rules/resilience";
import { storage } from "./rules/storage";
import { traffic } from "./rules/traffic";

/** Every rule by domain; each domain lists its own. */
export const domains: Readonly<Record<string, readonly Rule[]>> = {
  autoscaling,
  cache,
  cdn,
  cluster,
  database,
  ingress,
  messaging,
  monitoring,
  network,
  principles,
  queries,
  resilience,
  storage,
  traffic,
};

export const rules: readonly Rule[] = Object.values(domains).flat();
