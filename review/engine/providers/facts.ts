import type { Properties } from "../values";
import { accountFacts } from "./facts/account";
import { manifestFacts } from "./facts/kubernetes-manifests";
import { loadBalancingFacts } from "./facts/load-balancing";
import { policyDocumentFacts } from "./facts/policy-document";
import { prefixListFacts } from "./facts/prefix-lists";
import { regionFacts } from "./facts/regions";
import { zoneFacts } from "./facts/zones";
import type { ProviderConfiguration } from "./provider-configuration";

/** What is known about a function without asking the cloud. */
export interface Fact {
  /** Whether the answer is about no real account: shaped like the cloud's, but made up. Otherwise it is what AWS answers. */
  readonly simulated: boolean;
  /**
   * The result, or `undefined` when it cannot be known, e.g. because the region is not.
   * @throws {EngineError} where the real function refuses its arguments.
   */
  readonly answer: (args: Properties, provider: ProviderConfiguration) => Properties | undefined;
}

/** Functions that are answered without a cloud, by token. */
export const facts: Readonly<Record<string, Fact>> = {
  ...accountFacts,
  ...loadBalancingFacts,
  ...manifestFacts,
  ...policyDocumentFacts,
  ...prefixListFacts,
  ...regionFacts,
  ...zoneFacts,
};
