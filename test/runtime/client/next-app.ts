import "../../../runtime/client/app";

/** A later build of the client, by which a test tells that it runs. */
(globalThis as Record<string, unknown>).p95Build = "next";
