import { whatHoldsDataIsProtected } from "./what-holds-data-is-protected";

export const resilience = [whatHoldsDataIsProtected];
