import { autoscaling } from "./autoscaling";
import { database } from "./database";
import { nginx } from "./nginx";
import { overview } from "./overview";
import { dashboard } from "./panels";
import { service } from "./service";

/** Every dashboard as compact JSON, by its uid. Loading this file loads Grafana's SDK, so whoever needs no dashboard should not. */
export const dashboards: Readonly<Record<string, string>> = Object.fromEntries(
  [overview, service, nginx, autoscaling, database].map((plan) => [plan.uid, JSON.stringify(dashboard(plan))]),
);
