import { globalDatastoresKeepTheirSize } from "./global-datastores-keep-their-size";
import { valkeyEvictsWhenFull } from "./valkey-evicts-when-full";
import { valkeyKeepsMemoryForCopies } from "./valkey-keeps-memory-for-copies";
import { valkeyLetsInWhoSignsIn } from "./valkey-lets-in-who-signs-in";
import { valkeyNodesAreNotBurstable } from "./valkey-nodes-are-not-burstable";
import { valkeySurvivesZoneLoss } from "./valkey-survives-zone-loss";
import { valkeyTellsItsSlowCommands } from "./valkey-tells-its-slow-commands";

export const cache = [
  globalDatastoresKeepTheirSize,
  valkeyEvictsWhenFull,
  valkeyKeepsMemoryForCopies,
  valkeyLetsInWhoSignsIn,
  valkeyNodesAreNotBurstable,
  valkeySurvivesZoneLoss,
  valkeyTellsItsSlowCommands,
];
