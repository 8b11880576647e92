import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import type { LoadPlan, LoadRequest } from "../../../runtime/load/plan";
import { regressionPlan } from "../../../runtime/load/plan";
import { limits, requests } from "./samples";

/** What k6 gives to a script, as far as ours uses it; the script itself also runs in the real one, see real-k6.test.ts. */
interface Script {
  readonly options: LoadPlan["options"];
  readonly default: () => void;
  readonly chosen: (requests: readonly LoadRequest[], percent: number) => LoadRequest;
}

const plan = regressionPlan(50, 10, limits, requests);
const get = jest.fn<(url: string, params: unknown) => { status: number }>();
const add = jest.fn<(value: boolean) => void>();
const checked = jest.fn<(passed: boolean) => void>();
const setResponseCallback = jest.fn();
let script: Script;

beforeEach(() => {
  jest.resetModules();
  jest.doMock(
    "k6",
    () => ({
      check: (value: unknown, sets: Record<string, (of: unknown) => boolean>) =>
        Object.values(sets).forEach((judge) => void checked(judge(value))),
    }),
    { virtual: true },
  );
  jest.doMock(
    "k6/http",
    () => ({ __esModule: true, default: { get, setResponseCallback, expectedStatuses: (...of: unknown[]) => of } }),
    { virtual: true },
  );
  jest.doMock(
    "k6/metrics",
    () => ({
      Rate: class {
        readonly add = add;
      },
    }),
    { virtual: true },
  );
  Object.assign(globalThis, { open: (path: string) => (path === "./plan.json" ? JSON.stringify(plan) : "") });
  script = require("../../../runtime/load/traffic");
});
afterEach(() => {
  jest.restoreAllMocks();
  jest.clearAllMocks();
  Reflect.deleteProperty(globalThis, "open");
});

describe("traffic", () => {
  it("does what the plan beside it says", () => {
    expect(script.options).toEqual(JSON.parse(JSON.stringify(plan.options)));
  });

  it("asks for one of the distinct addresses, and tags the result with its endpoint", () => {
    jest.spyOn(Math, "random").mockReturnValue(0.9999);
    get.mockReturnValue({ status: 200 });
    script.default();
    expect(get.mock.calls).toEqual([
      [
        "http://catalog-service.catalog.svc/api/catalog?title=9",
        { tags: { endpoint: "/api/catalog", name: "/api/catalog" }, timeout: "10s" },
      ],
    ]);
  });

  it.each([
    [200, true, false],
    [302, true, false],
    [429, true, true],
    [404, false, false],
    [503, false, false],
    [0, false, false], // nobody answered
  ])("takes %p for an answer: %p, and for refused by the rate limit: %p", (status, answered, refused) => {
    get.mockReturnValue({ status });
    script.default();
    expect(checked.mock.calls).toEqual([[answered]]);
    expect(add.mock.calls).toEqual([[refused]]);
    expect(setResponseCallback.mock.calls).toEqual([[[{ min: 200, max: 399 }, 429]]]);
  });

  it.each([
    [0, "/api/playback"],
    [69.999, "/api/playback"],
    [70, "/api/catalog"],
    [99.999, "/api/catalog"],
    [100, "/api/catalog"],
  ])("at %p percent of the traffic sends %s", (percent, endpoint) => {
    expect(script.chosen(requests, percent).endpoint).toBe(endpoint);
  });
});
