import { beforeEach, describe, expect, it } from "@jest/globals";
import type { Redis } from "ioredis";
import { SignIn } from "../../../runtime/cache/sign-in";
import { FakeClock } from "./fake-world";

const HOUR = 3_600_000;

let clock: FakeClock;
let problems: string[];
let readings: number;
let failing: boolean;

beforeEach(() => {
  clock = new FakeClock();
  problems = [];
  readings = 0;
  failing = false;
});

function signIn() {
  return new SignIn({
    userName: "app",
    credentials: async () => {
      if (failing) throw new Error("no agent");
      readings += 1;
      return { accessKeyId: `key-${readings}`, secretAccessKey: "secret" };
    },
    token: ({ accessKeyId }, at) => `${accessKeyId} at ${at.toISOString().slice(11, 16)}`,
    clock,
    onProblem: (message) => problems.push(message),
  });
}

/** A client as far as it is asked to sign in. */
function client(status = "ready") {
  const auths: string[] = [];
  let refuses = false;
  const redis = {
    status,
    options: {} as { password?: string },
    auth: async (user: string, password: string) => {
      if (refuses) throw new Error("WRONGPASS");
      auths.push(`${user}: ${password}`);
    },
  };
  return { redis: redis as unknown as Redis, auths, options: redis.options, refuse: (yes: boolean) => (refuses = yes) };
}

describe("signing in", () => {
  it("makes a new token for each connection, from the newest credentials", async () => {
    const [under, one] = [signIn(), client()];
    await under.start();
    under.attach(one.redis);
    expect(one.options.password).toBe("key-1 at 00:00");
    await clock.advance(9 * 60_000);
    expect(one.options.password).toBe("key-1 at 00:09");
    await clock.advance(60_000);
    expect(one.options.password).toBe("key-2 at 00:10");
    expect({ ...one.options }).toEqual({ password: "key-2 at 00:10" }); // as the client copies it
    under.stop();
  });

  it("signs open connections in again after 6 of their 12 hours, and leaves the others alone", async () => {
    const [under, open, closed] = [signIn(), client(), client("reconnecting")];
    await under.start();
    under.attach(open.redis);
    under.attach(closed.redis);
    await clock.advance(6 * HOUR - 1);
    expect(open.auths).toEqual([]);
    await clock.advance(1);
    expect([open.auths, closed.auths]).toEqual([["app: key-37 at 06:00"], []]);
    await clock.advance(6 * HOUR);
    expect(open.auths).toEqual(["app: key-37 at 06:00", "app: key-73 at 12:00"]);
    under.stop();
  });

  it("tries again ten minutes later when it was refused", async () => {
    const [under, one] = [signIn(), client()];
    await under.start();
    under.attach(one.redis);
    one.refuse(true);
    await clock.advance(6 * HOUR);
    expect(problems).toEqual(["WRONGPASS"]);
    one.refuse(false);
    await clock.advance(10 * 60_000);
    expect(one.auths).toEqual(["app: key-38 at 06:10"]);
    under.stop();
  });

  it("starts without credentials, asks for them every 5 seconds, and keeps the old ones when new ones fail", async () => {
    const under = signIn();
    failing = true;
    await under.start();
    expect(under.password()).toBe("");
    failing = false;
    await clock.advance(5_000);
    expect(under.password()).toBe("key-1 at 00:00");
    failing = true;
    await clock.advance(600_000);
    expect(under.password()).toBe("key-1 at 00:10");
    expect(problems).toEqual(["no agent", "no agent"]);
    under.stop();
  });

  it("asks for nothing any more once it is stopped", async () => {
    const under = signIn();
    await under.start();
    under.stop();
    await clock.advance(HOUR);
    expect(readings).toBe(1);
  });
});
