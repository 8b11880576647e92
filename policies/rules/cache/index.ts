import { valkeyEvictsWhenFull } from "./valkey-evicts-when-full";
import { valkeySurvivesZoneLoss } from "./valkey-survives-zone-loss";

export const cache = [valkeyEvictsWhenFull, valkeySurvivesZoneLoss];
