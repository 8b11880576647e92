import { backupsLeaveTheirRegion } from "./backups-leave-their-region";
import { experimentsCanBeStopped } from "./experiments-can-be-stopped";
import { podsFinishBeforeTheyAreKilled } from "./pods-finish-before-they-are-killed";
import { servedPodsSayWhenTheyAreReady } from "./served-pods-say-when-they-are-ready";
import { whatHoldsDataIsProtected } from "./what-holds-data-is-protected";
import { whatScalesHasADisruptionBudget } from "./what-scales-has-a-disruption-budget";
import { whatScalesIsSpreadOverZones } from "./what-scales-is-spread-over-zones";

export const resilience = [
  backupsLeaveTheirRegion,
  experimentsCanBeStopped,
  podsFinishBeforeTheyAreKilled,
  servedPodsSayWhenTheyAreReady,
  whatHoldsDataIsProtected,
  whatScalesHasADisruptionBudget,
  whatScalesIsSpreadOverZones,
];
