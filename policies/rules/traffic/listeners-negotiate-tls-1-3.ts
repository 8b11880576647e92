import type * as aws from "@pulumi/aws";
import { type Inputs, resourceRule } from "../../rule";

type Listener = Inputs<aws.lb.ListenerArgs, "protocol" | "sslPolicy">;

const ENCRYPTED = new Set(["TLS", "HTTPS"]);
/** What a load balancer takes where nothing is set. */
const DEFAULT = "ELBSecurityPolicy-2016-08";

/** Listeners whose viewers need one more round trip before the first byte than TLS 1.3 does. */
export function tlsGaps({ protocol = "", sslPolicy = DEFAULT }: Listener): string[] {
  if (!ENCRYPTED.has(protocol) || sslPolicy.includes("TLS13")) return [];
  return [`sslPolicy must be one with TLS13 in its name, got ${sslPolicy}`];
}

const good: Listener = { protocol: "TLS", sslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06" };

export const listenersNegotiateTls13 = resourceRule<Listener>({
  name: "listeners-negotiate-tls-1-3",
  description: "A new connection takes one round trip less, which is 100 ms and more for viewers on another continent.",
  severity: "medium",
  enforcementLevel: "mandatory",
  url: "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/describe-ssl-policies.html",
  remediationSteps: "Set sslPolicy to ELBSecurityPolicy-TLS13-1-2-2021-06 or a newer one with TLS13 in its name.",
  types: ["aws:lb/listener:Listener"],
  gaps: tlsGaps,
  examples: {
    good: [{ inputs: good }, { inputs: { protocol: "TCP" } }],
    bad: [
      {
        inputs: { ...good, sslPolicy: "ELBSecurityPolicy-FS-1-2-Res-2020-10" },
        gaps: ["sslPolicy must be one with TLS13 in its name, got ELBSecurityPolicy-FS-1-2-Res-2020-10"],
      },
      {
        inputs: { protocol: "HTTPS" },
        gaps: ["sslPolicy must be one with TLS13 in its name, got ELBSecurityPolicy-2016-08"],
      },
    ],
    missing: {
      protocol: [],
      sslPolicy: ["sslPolicy must be one with TLS13 in its name, got ELBSecurityPolicy-2016-08"],
    },
  },
});
