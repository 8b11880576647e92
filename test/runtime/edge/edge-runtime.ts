import vm from "node:vm";
import { edgeSource } from "../../../components/runtime-code";
import type { EdgeRequest } from "../../../runtime/edge/request";

/** What a key-value store answers, by key; or the error with which it does not. */
export type Store = Readonly<Record<string, unknown>> | Error;

export interface Ran {
  readonly request: EdgeRequest;
  readonly logged: readonly string[];
  /** Keys in the order in which they were read. */
  readonly read: readonly string[];
}

/** A viewer's request, as CloudFront hands it to a function. */
export function viewerRequest(uri: string, more: Partial<EdgeRequest> = {}): EdgeRequest {
  return { method: "GET", uri, querystring: {}, headers: {}, cookies: {}, ...more };
}

/** Runs a function as it is published, in a context of its own that has nothing but the language, `console` and the store. */
export async function runAtEdge(entry: string, request: EdgeRequest, store: Store): Promise<Ran> {
  const logged: string[] = [];
  const read: string[] = [];
  const answer = (key: string) => {
    if (store instanceof Error) throw store;
    read.push(key);
    return store[key];
  };
  const cf = {
    kvs: () => ({
      exists: async (key: string) => answer(key) !== undefined,
      get: async (key: string, { format }: { format: string }) => {
        const value = answer(key);
        if (value === undefined || format !== "json") throw new Error(`no ${format} at ${key}`);
        return JSON.parse(JSON.stringify(value)); // what is read cannot be changed
      },
    }),
  };
  const script = edgeSource(entry).replace(/^import cf from "cloudfront";\n/, "");
  const context = vm.createContext({ cf, console: { log: (line: string) => logged.push(line) } });
  vm.runInContext(`"use strict"; ${script}\nthis.handler = handler;`, context);
  const answered = await context.handler({ request: structuredClone(request) });
  return { request: JSON.parse(JSON.stringify(answered)), logged, read };
}
