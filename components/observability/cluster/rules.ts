import { platformAlerts } from "./platform-alerts";
import type { RuleGroup } from "./rule";
import { serviceRules } from "./service-rules";
import type { MonitoredService } from "./services";
import { sloRules } from "./slo-rules";
import { utilisationRules } from "./utilisation-rules";

export interface MonitoringRulesArgs {
  readonly services: readonly MonitoredService[];
  /** Where the scheduled benchmark runs. */
  readonly perfNamespace: string;
  /** Without a slash at its end. */
  readonly runbookBaseUrl: string;
}

/** Every rule of the platform but the forecasts', by the name of the PrometheusRule that holds it. Pure. */
export function monitoringRules({
  services,
  perfNamespace,
  runbookBaseUrl,
}: MonitoringRulesArgs): Record<string, RuleGroup[]> {
  return {
    "streaming-services": serviceRules(),
    "streaming-utilisation": utilisationRules(),
    "streaming-objectives": sloRules(services, runbookBaseUrl),
    "streaming-platform": platformAlerts(services, perfNamespace, runbookBaseUrl),
  };
}
