// Unary calls over the pipe between the engine and a process that it started. The messages are those of gRPC; what is left out is
// HTTP/2, which in Node.js costs each side more than everything else that it does for a call.
const { KIND, encode, FrameReader } = require("./frames.cjs");

/** As gRPC numbers them. Source: https://grpc.io/docs/guides/status-codes/ */
const CANCELLED = 1;
const UNKNOWN = 2;
const UNAVAILABLE = 14;

/** One end of a pipe: asks the other end, and answers it. */
class Calls {
  #socket;
  #answer;
  #waiting = new Map();
  #last = 0;
  #corked = false;
  #closed = false;

  /**
   * @param socket a duplex stream that keeps no process alive by itself; unanswered calls do.
   * @param answer `(path, message, done)`: answers a call of the other end with `done(error)` or `done(null, message)`.
   */
  constructor(socket, answer) {
    this.#socket = socket;
    this.#answer = answer;
    const reader = new FrameReader();
    socket.on("data", (piece) => {
      for (const frame of reader.read(piece)) this.#take(frame);
    });
    socket.on("error", () => this.#close()).on("close", () => this.#close());
    socket.unref();
  }

  /**
   * Calls `path` at the other end. `done(error)` or `done(null, message)` is called once; an error is gRPC's status. `sent` is called
   * when the message is on its way and needs nothing more of this process.
   * @returns a function that cancels the call.
   */
  call(path, message, done, sent) {
    if (this.#closed) {
      process.nextTick(done, { code: UNAVAILABLE, details: "Connection dropped" });
      return () => {};
    }
    this.#last = (this.#last + 1) >>> 0;
    const id = this.#last;
    if (this.#waiting.size === 0) this.#socket.ref();
    this.#waiting.set(id, done);
    this.#send({ kind: KIND.request, id, path, message }, sent);
    return () => this.#settle(id, { code: CANCELLED, details: "Cancelled on client" });
  }

  #take({ kind, id, path, message }) {
    if (kind === KIND.answer) this.#settle(id, null, message);
    else if (kind === KIND.error) this.#settle(id, JSON.parse(message.toString()));
    else this.#respond(id, path, message);
  }

  #respond(id, path, message) {
    const done = (error, response) => {
      if (this.#closed) return;
      if (error) this.#send({ kind: KIND.error, id, message: Buffer.from(JSON.stringify(statusOf(error))) });
      else this.#send({ kind: KIND.answer, id, message: response });
    };
    this.#answer(path, message, done);
  }

  #settle(id, error, message) {
    const done = this.#waiting.get(id);
    if (done === undefined) return; // cancelled, or answered already
    this.#waiting.delete(id);
    if (this.#waiting.size === 0) this.#socket.unref();
    done(error, message);
  }

  #send(frame, sent) {
    if (!this.#corked) {
      this.#corked = true;
      this.#socket.cork();
      process.nextTick(() => {
        this.#corked = false;
        this.#socket.uncork();
      });
    }
    this.#socket.write(encode(frame), sent);
  }

  #close() {
    this.#closed = true;
    for (const id of [...this.#waiting.keys()]) this.#settle(id, { code: UNAVAILABLE, details: "Connection dropped" });
  }
}

/** What gRPC's server makes of an error that a handler gives it; Pulumi's SDK reads no trailing metadata of these calls. */
function statusOf({ code, details, message = "Unknown Error" }) {
  if (!Number.isInteger(code)) return { code: UNKNOWN, details: message };
  return { code, details: typeof details === "string" ? details : message };
}

module.exports = { Calls };
