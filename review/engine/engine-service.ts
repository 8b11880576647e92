import type { ServerUnaryCall, sendUnaryData } from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/engine_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { satisfies } from "semver";
import type { Deployment } from "./deployment";
import type { Severity } from "./diagnostics";
import type { ServiceHost } from "./grpc";

/** The version of Pulumi's engine that ours follows, for programs that require one. */
export const ENGINE_VERSION = "3.250.0";

const SEVERITIES: Readonly<Record<number, Severity | undefined>> = {
  [messages.LogSeverity.INFO]: "info",
  [messages.LogSeverity.WARNING]: "warning",
  [messages.LogSeverity.ERROR]: "error",
};

/** Pulumi's Engine service: messages for people, and the root resource. */
export function addEngineService(host: ServiceHost, deployment: Deployment): void {
  host.addService(EngineService, {
    log(call: ServerUnaryCall<messages.LogRequest, Empty>, callback: sendUnaryData<Empty>) {
      const severity = SEVERITIES[call.request.getSeverity()];
      // Debug messages and short-lived status lines are nothing for a report.
      if (severity !== undefined && !call.request.getEphemeral()) {
        deployment.diagnostics.add(severity, call.request.getMessage(), call.request.getUrn());
      }
      callback(null, new Empty());
    },
    getRootResource(
      _call: ServerUnaryCall<messages.GetRootResourceRequest, messages.GetRootResourceResponse>,
      callback: sendUnaryData<messages.GetRootResourceResponse>,
    ) {
      const response = new messages.GetRootResourceResponse();
      response.setUrn(deployment.rootUrn);
      callback(null, response);
    },
    setRootResource(
      call: ServerUnaryCall<messages.SetRootResourceRequest, messages.SetRootResourceResponse>,
      callback: sendUnaryData<messages.SetRootResourceResponse>,
    ) {
      deployment.rootUrn = call.request.getUrn();
      callback(null, new messages.SetRootResourceResponse());
    },
    startDebugging(_call: unknown, callback: sendUnaryData<Empty>) {
      callback(null, new Empty());
    },
    requirePulumiVersion(
      call: ServerUnaryCall<messages.RequirePulumiVersionRequest, messages.RequirePulumiVersionResponse>,
      callback: sendUnaryData<messages.RequirePulumiVersionResponse>,
    ) {
      const range = call.request.getPulumiVersionRange();
      // Pulumi writes "and" as a space and "not" as `!`, which the range grammar of npm does not have.
      const alternatives = range.split("||").map((each) => each.trim().split(/\s+/));
      const accepted = alternatives.some((terms) =>
        terms.every((term) =>
          term.startsWith("!") ? !satisfies(ENGINE_VERSION, term.slice(1)) : satisfies(ENGINE_VERSION, term),
        ),
      );
      if (accepted) callback(null, new messages.RequirePulumiVersionResponse());
      else callback({ details: `Pulumi CLI version ${ENGINE_VERSION} does not satisfy the version range "${range}"` });
    },
  } as never);
}
