import { Metadata, status } from "@grpc/grpc-js";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import { EngineError } from "../../review/engine/engine-error";
import { toStruct } from "../../review/engine/structs";
import type { Properties } from "../../review/engine/values";

/** What exists of a resource whose creation or update did not come to its end. */
export interface PartialState {
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
}

/**
 * The error of a provider that has made something but cannot say that it works: the engine records it and tries an update next
 * time, where it forgets a resource whose creation just failed.
 * Source: https://github.com/pulumi/pulumi/blob/v3.250.0/sdk/go/common/resource/plugin/provider_plugin.go (parseError)
 */
export function initializationFailed(reason: string, { id, inputs, outputs }: PartialState): EngineError {
  const detail = new messages.ErrorResourceInitFailed()
    .setId(id)
    .setInputs(toStruct(inputs))
    .setProperties(toStruct(outputs))
    .setReasonsList([reason]);
  const any = new Any();
  any.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const response = new Status().setCode(status.UNKNOWN).setMessage(reason);
  response.addDetails(any);
  const metadata = new Metadata();
  metadata.add("grpc-status-details-bin", Buffer.from(response.serializeBinary()));
  return Object.assign(new EngineError(reason, status.UNKNOWN), { metadata });
}
