// Frames on a pipe: length of the rest (4 bytes), number of the call (4), kind (1), and for a request the length of its path (2) and
// the path; then a message. Numbers are big-endian. Each frame is one write; those of one turn of the event loop go out together.

const KIND = Object.freeze({ request: 0, answer: 1, error: 2 });

/** Unit: bytes. */
const LENGTH = 4;
const HEADER = LENGTH + 4 + 1;

/** A whole frame. Only a request has a path. */
function encode({ kind, id, path = "", message }) {
  const pathBytes = kind === KIND.request ? 2 + Buffer.byteLength(path) : 0;
  const frame = Buffer.allocUnsafe(HEADER + pathBytes + message.length);
  frame.writeUInt32BE(frame.length - LENGTH, 0);
  frame.writeUInt32BE(id, LENGTH);
  frame[HEADER - 1] = kind;
  if (pathBytes > 0) {
    frame.writeUInt16BE(pathBytes - 2, HEADER);
    frame.write(path, HEADER + 2);
  }
  frame.set(message, HEADER + pathBytes);
  return frame;
}

function decode(frame) {
  const id = frame.readUInt32BE(LENGTH);
  const kind = frame[HEADER - 1];
  if (kind !== KIND.request) return { kind, id, path: "", message: frame.subarray(HEADER) };
  const start = HEADER + 2;
  const end = start + frame.readUInt16BE(HEADER);
  return { kind, id, path: frame.toString("utf8", start, end), message: frame.subarray(end) };
}

/** Puts frames together from the pieces in which they arrive. */
class FrameReader {
  #pieces = [];
  #bytes = 0;

  /** The frames that `piece` completes. */
  read(piece) {
    this.#pieces.push(piece);
    this.#bytes += piece.length;
    const frames = [];
    while (this.#bytes >= LENGTH) {
      const length = LENGTH + this.#joined(LENGTH).readUInt32BE(0);
      if (this.#bytes < length) break;
      const joined = this.#joined(length);
      frames.push(decode(joined.subarray(0, length)));
      this.#pieces[0] = joined.subarray(length);
      this.#bytes -= length;
    }
    return frames;
  }

  /** The first piece, of at least so many bytes. A long frame is copied once, when all of it is there. */
  #joined(bytes) {
    if (this.#pieces[0].length < bytes) this.#pieces = [Buffer.concat(this.#pieces)];
    return this.#pieces[0];
  }
}

module.exports = { KIND, encode, FrameReader };
