import { vpcsReachStorageWithoutNat } from "./vpcs-reach-storage-without-nat";
import { vpcsResolveNames } from "./vpcs-resolve-names";
import { vpcsSpanEnoughZones } from "./vpcs-span-enough-zones";

export const network = [vpcsReachStorageWithoutNat, vpcsResolveNames, vpcsSpanEnoughZones];
