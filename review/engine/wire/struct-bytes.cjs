// Structs stay the bytes that came, or that will go, until somebody asks for a part of them. google-protobuf makes several objects
// for every value of every resource.
const { createRequire } = require("node:module");
const { MessageWriter } = require("./message-writer.cjs");
const { readStruct } = require("./struct-reader.cjs");

/** Bytes of structs whose fields nobody has asked for; google-protobuf mixes its copies in one process. */
const unread = new WeakMap();

/** Patches `struct_pb.js` of google-protobuf. A struct is its bytes until its fields are asked for one by one. */
function structsAsBytes({ Struct }, file) {
  const { BinaryReader } = createRequire(file)("google-protobuf");
  const { deserializeBinaryFromReader, serializeBinaryToWriter, prototype } = Struct;
  const { getFieldsMap, toJavaScript } = prototype;

  Struct.fromJavaScript = (object) => {
    const writer = new MessageWriter();
    writer.structFields(object);
    const struct = new Struct();
    unread.set(struct, writer.bytes());
    return struct;
  };
  Struct.deserializeBinaryFromReader = (struct, reader) => {
    const start = reader.getCursor();
    while (reader.nextField()) reader.skipField();
    const { buffer, byteOffset } = reader.getBuffer();
    unread.set(struct, Buffer.from(buffer, byteOffset + start, reader.getCursor() - start));
    return struct;
  };
  Struct.serializeBinaryToWriter = (struct, writer) => {
    const bytes = unread.get(struct);
    if (bytes === undefined) serializeBinaryToWriter(struct, writer);
    else writer.writeSerializedMessage(bytes, 0, bytes.length);
  };
  prototype.toJavaScript = function () {
    const bytes = unread.get(this);
    return bytes === undefined ? toJavaScript.call(this) : readStruct(bytes);
  };
  prototype.getFieldsMap = function (...options) {
    const bytes = unread.get(this);
    if (bytes !== undefined) {
      unread.delete(this);
      deserializeBinaryFromReader(this, new BinaryReader(bytes));
    }
    return getFieldsMap.apply(this, options);
  };
}

module.exports = { structsAsBytes };
