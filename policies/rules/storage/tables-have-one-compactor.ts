import { type StackGap, stackRule } from "../../rule";
import type { StackView } from "../../stack-view";

const OPTIMIZER = "aws:glue/catalogTableOptimizer:CatalogTableOptimizer";
const JOB = "aws:glue/job:Job";

/** Compaction that Glue manages beside a nightly job of our own: each commit of one fails the other's. */
export function compactorGaps(stack: StackView): StackGap[] {
  const withJob = new Set(
    stack.ofType(JOB).map((job) =>
      stack.known(job, () => {
        const formats: string = job.props.defaultArguments?.["--datalake-formats"] ?? "";
        return formats.includes("iceberg") ? (job.props.region as string) : undefined;
      }),
    ),
  );
  return stack.each(stack.ofType(OPTIMIZER), ({ props }) => {
    if (props.type !== "compaction" || !withJob.has(props.region)) return [];
    if (props.configuration?.enabled === false) return [];
    return "configuration.enabled must be false: a job in the region compacts Iceberg tables already";
  });
}

const job = {
  type: JOB,
  name: "job",
  props: { region: "eu-west-1", defaultArguments: { "--datalake-formats": "iceberg" } },
};
const optimizer = (type: string, region: string, enabled = true) => ({
  type: OPTIMIZER,
  name: "optimizer",
  props: { type, region, configuration: { enabled } },
});
const gaps = ["optimizer: configuration.enabled must be false: a job in the region compacts Iceberg tables already"];

export const tablesHaveOneCompactor = stackRule({
  name: "tables-have-one-compactor",
  description: "The night's compaction ends: no second one rewrites the same files and fails its commit.",
  severity: "high",
  enforcementLevel: "mandatory",
  url: "https://docs.aws.amazon.com/glue/latest/dg/compaction-management.html",
  remediationSteps: "Switch the optimizer's compaction off, or leave compaction out of the job.",
  gaps: compactorGaps,
  examples: {
    good: [
      { resources: [job, optimizer("compaction", "eu-west-1", false)] },
      { resources: [job, optimizer("compaction", "us-east-1")] },
      { resources: [job, optimizer("retention", "eu-west-1")] },
    ],
    bad: [{ resources: [job, optimizer("compaction", "eu-west-1")], gaps }],
    missing: {
      "job.defaultArguments": [],
      "job.region": [],
      "optimizer.type": [],
      "optimizer.region": [],
      "optimizer.configuration": gaps,
    },
  },
});
