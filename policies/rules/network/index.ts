import { vpcsReachStorageWithoutNat } from "./vpcs-reach-storage-without-nat";

export const network = [vpcsReachStorageWithoutNat];
