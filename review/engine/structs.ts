import * as messages from "google-protobuf/google/protobuf/struct_pb";
import type { Properties, Value } from "./values";
import { structsAsBytes } from "./wire/struct-bytes.cjs";

structsAsBytes(messages, require.resolve("google-protobuf/google/protobuf/struct_pb"));
const { Struct, Value: ValueMessage } = messages;

/** The plain form of a protobuf struct; an absent one is empty. */
export function fromStruct(struct: messages.Struct | undefined): Properties {
  return struct === undefined ? {} : (struct.toJavaScript() as Properties);
}

export function toStruct(properties: Properties): messages.Struct {
  return Struct.fromJavaScript(properties);
}

export function fromValueMessage(message: messages.Value | undefined): Value | undefined {
  return message === undefined ? undefined : (message.toJavaScript() as Value);
}

export function toValueMessage(value: Value): messages.Value {
  return ValueMessage.fromJavaScript(value as never);
}
