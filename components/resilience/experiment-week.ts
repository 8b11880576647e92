import type { ExperimentKind, ExperimentWeek } from "./settings";

/** When each experiment of a week starts, as EventBridge Scheduler writes it: an hour apart, so that no two meet. Pure. */
export function experimentStarts(
  kinds: readonly ExperimentKind[],
  { day, fromHour }: ExperimentWeek,
): { readonly kind: ExperimentKind; readonly expression: string }[] {
  return kinds.map((kind, i) => ({ kind, expression: `cron(0 ${fromHour + i} ? * ${day} *)` }));
}
