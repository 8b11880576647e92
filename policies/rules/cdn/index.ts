import { apisHaveAFirewall } from "./apis-have-a-firewall";
import { behaviorsHaveACachePolicy } from "./behaviors-have-a-cache-policy";
import { bucketsAnswerTheCdnOnly } from "./buckets-answer-the-cdn-only";
import { cacheKeysHoldNoCookies } from "./cache-keys-hold-no-cookies";
import { distributionsAreLogged } from "./distributions-are-logged";
import { distributionsSpeakHttp3 } from "./distributions-speak-http-3";
import { firewallsLimitEachAddress } from "./firewalls-limit-each-address";
import { longCachesCanBeEmptied } from "./long-caches-can-be-emptied";
import { onlyBucketsHaveAShield } from "./only-buckets-have-a-shield";
import { outagesAreCachedForSeconds } from "./outages-are-cached-for-seconds";
import { textIsCompressed } from "./text-is-compressed";
import { viewersUseTls12 } from "./viewers-use-tls-1-2";

export const cdn = [
  apisHaveAFirewall,
  behaviorsHaveACachePolicy,
  bucketsAnswerTheCdnOnly,
  cacheKeysHoldNoCookies,
  distributionsAreLogged,
  distributionsSpeakHttp3,
  firewallsLimitEachAddress,
  longCachesCanBeEmptied,
  onlyBucketsHaveAShield,
  outagesAreCachedForSeconds,
  textIsCompressed,
  viewersUseTls12,
];
