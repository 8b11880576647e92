// What a gRPC server offers, for calls that come over a pipe instead.

/** As gRPC numbers them. Source: https://grpc.io/docs/guides/status-codes/ */
const UNKNOWN = 2;
const UNIMPLEMENTED = 12;
const INTERNAL = 13;

/** The unary methods of services, by their path. */
class Services {
  #methods = new Map();

  /** Takes what `Server.addService` of @grpc/grpc-js takes. A handler finds in its call the request and nothing else. */
  addService(service, implementation) {
    for (const [name, definition] of Object.entries(service)) {
      if (definition.requestStream || definition.responseStream) continue;
      const handler = implementation[name] ?? implementation[definition.originalName];
      if (typeof handler !== "function") continue;
      this.#methods.set(definition.path, { ...definition, handle: handler.bind(implementation) });
    }
  }

  /** Answers as a server of gRPC would: `done(error)`, or `done(null, message)`. */
  answer(path, message, done) {
    const method = this.#methods.get(path);
    if (method === undefined) {
      done({ code: UNIMPLEMENTED, details: `The server does not implement the method ${path}` });
      return;
    }
    let request;
    try {
      request = method.requestDeserialize(message);
    } catch (error) {
      done({ code: INTERNAL, details: `Error deserializing request: ${error.message}` });
      return;
    }
    try {
      method.handle({ request }, (error, response) => (error ? done(error) : respond(method, response, done)));
    } catch {
      done({ code: UNKNOWN, details: "Unknown error" });
    }
  }
}

function respond({ responseSerialize }, response, done) {
  let message;
  try {
    message = responseSerialize(response);
  } catch (error) {
    done({ code: INTERNAL, details: `Error serializing response: ${error.message}` });
    return;
  }
  done(null, message);
}

module.exports = { Services };
