import { autoModeIsWhole } from "./auto-mode-is-whole";
import { clustersAreReachedFromInside } from "./clusters-are-reached-from-inside";
import { clustersKnowPeopleByTheirRole } from "./clusters-know-people-by-their-role";
import { quickAutoscalingHasItsTier } from "./quick-autoscaling-has-its-tier";

export const cluster = [
  autoModeIsWhole,
  clustersAreReachedFromInside,
  clustersKnowPeopleByTheirRole,
  quickAutoscalingHasItsTier,
];
