import { Struct, Value as ValueMessage } from "google-protobuf/google/protobuf/struct_pb";
import type { Properties, Value } from "./values";

/** The plain form of a protobuf struct; an absent one is empty. */
export function fromStruct(struct: Struct | undefined): Properties {
  return struct === undefined ? {} : (struct.toJavaScript() as Properties);
}

export function toStruct(properties: Properties): Struct {
  return Struct.fromJavaScript(properties);
}

export function fromValueMessage(message: ValueMessage | undefined): Value | undefined {
  return message === undefined ? undefined : (message.toJavaScript() as Value);
}

export function toValueMessage(value: Value): ValueMessage {
  return ValueMessage.fromJavaScript(value as never);
}
