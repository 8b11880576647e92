import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { isAlert, type RuleGroup } from "../../../components/observability/cluster/rule";
import { monitoringRules } from "../../../components/observability/cluster/rules";
import { streamingServices } from "../../../components/observability/cluster/streaming-services";
import { readProject } from "../../../review/engine/project";
import { previewStack } from "../../../review/preview-stack";
import { settingsFor } from "../../../stacks";
import { checkRules } from "../../components/observability/cluster/promtool";

// Debian 12: prometheus (promtool 2.42)
const project = readProject(join(__dirname, "../../.."));

/** Groups of every PrometheusRule of a stack, by the region whose name the resource begins with. */
async function exportedGroups(stack: string): Promise<Map<string, RuleGroup[]>> {
  const { resources } = await previewStack(project, stack, () => {});
  const byRegion = new Map<string, RuleGroup[]>();
  for (const { name } of settingsFor(stack).regions) {
    const rules = resources.filter((each) => each.type.endsWith(":PrometheusRule") && each.name.startsWith(`${name}-`));
    byRegion.set(
      name,
      rules.flatMap(({ inputs }) => (inputs.spec as unknown as { groups: RuleGroup[] }).groups),
    );
  }
  return byRegion;
}

describe.each(["dev", "staging", "prod"])("the rules of %s, as exported", (stack) => {
  it("are accepted by promtool, and hold all that is tested alert by alert", async () => {
    const { services, monitoring } = settingsFor(stack);
    const tested = monitoringRules({
      services: streamingServices(services.services, services.prediction !== undefined),
      perfNamespace: "perf",
      runbookBaseUrl: monitoring.runbookBaseUrl,
    });
    const wanted = Object.values(tested).flat();
    for (const groups of (await exportedGroups(stack)).values()) {
      const alerts = groups.flatMap(({ rules }) => rules).filter(isAlert).length;
      expect(checkRules(groups)).toContain("SUCCESS");
      expect(groups).toEqual(expect.arrayContaining(JSON.parse(JSON.stringify(wanted))));
      expect(alerts).toBeGreaterThanOrEqual(wanted.flatMap(({ rules }) => rules).filter(isAlert).length);
    }
  });
});
