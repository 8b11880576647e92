import { autoModeIsWhole } from "./auto-mode-is-whole";
import { clustersKnowPeopleByTheirRole } from "./clusters-know-people-by-their-role";

export const cluster = [autoModeIsWhole, clustersKnowPeopleByTheirRole];
