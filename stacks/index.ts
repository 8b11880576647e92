import type { PlatformSettings } from "../components/settings";
import { dev } from "./dev";
import { prod } from "./prod";
import { staging } from "./staging";

const stacks = new Map([
  ["dev", dev],
  ["staging", staging],
  ["prod", prod],
]);

/**
 * Settings of a stack. A name that is none of ours is a review stack and gets dev's: same sizes and even same addresses, which do
 * not clash because nothing connects two stacks, and AWS names end in random letters.
 */
export function settingsFor(stackName: string): PlatformSettings {
  return stacks.get(stackName) ?? dev;
}
