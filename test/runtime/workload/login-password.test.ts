import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { LoginPassword, secretPassword } from "../../../runtime/workload/login-password";
import { LoopbackServer, type Reply, refusal } from "../../support/loopback-server";

describe("a login's password", () => {
  let nowMillis: number;
  let asked: number;
  let fails: boolean;
  let password: LoginPassword;
  beforeEach(() => {
    [nowMillis, asked, fails] = [10_000, 0, false];
    const read = async () => {
      asked += 1;
      if (fails) throw new Error("no answer");
      return `password-${asked}`;
    };
    password = new LoginPassword(read, () => nowMillis);
  });

  it("is asked for once, however many connections are opened", async () => {
    const known = await Promise.all([password.current(), password.current()]);
    expect([known, asked]).toEqual([["password-1", "password-1"], 1]);
  });

  it("is asked for again when it was refused, once for all who were refused with it", async () => {
    await password.current();
    nowMillis += 60_000;
    expect([password.isNewSince(nowMillis - 10), password.isNewSince(nowMillis - 5)]).toEqual([true, true]);
    expect([await password.current(), asked]).toEqual(["password-2", 2]);
  });

  it("is not asked for again before five seconds have passed", async () => {
    await password.current();
    nowMillis += 4_999;
    expect([password.isNewSince(nowMillis), asked]).toEqual([false, 1]);
    nowMillis += 1;
    expect([password.isNewSince(nowMillis), asked]).toEqual([true, 2]);
  });

  it("stays as it was when nobody answers, and the next one asks again", async () => {
    await password.current();
    nowMillis += 60_000;
    fails = true;
    expect(password.isNewSince(nowMillis)).toBe(true);
    await expect(password.current()).rejects.toThrow("no answer");
    expect(await password.current()).toBe("password-1");
    fails = false;
    expect([password.isNewSince(nowMillis), await password.current()]).toEqual([true, "password-3"]);
  });

  it("is asked for by the next connection when the first got no answer", async () => {
    fails = true;
    await expect(password.current()).rejects.toThrow("no answer");
    fails = false;
    expect(await password.current()).toBe("password-2");
  });
});

describe("a secret's password", () => {
  const secretArn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:login-1a2b3c";
  const world = {
    credentials: async () => ({ accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" }),
    nowMillis: () => Date.parse("2026-11-20T06:00:00Z"),
    wait: async () => undefined,
  };
  let server: LoopbackServer;
  let reply: Reply;
  beforeEach(async () => {
    server = await LoopbackServer.start(() => reply);
  });
  afterEach(() => server.stop());
  const read = () => secretPassword({ userName: "playback_service", secretArn }, world, server.origin)();
  const holding = (SecretString: string): Reply => ({ status: 200, body: { ARN: secretArn, SecretString } });

  it("is read in the secret's own region, signed by the pod", async () => {
    reply = holding('{"username":"playback_service","password":"p4ss"}');
    expect(await read()).toBe("p4ss");
    const [{ method, headers, body }] = server.asked as [LoopbackServer["asked"][number]];
    expect([method, headers["x-amz-target"], headers["content-type"], JSON.parse(body)]).toEqual([
      "POST",
      "secretsmanager.GetSecretValue",
      "application/x-amz-json-1.1",
      { SecretId: secretArn },
    ]);
    expect(headers.authorization).toContain("/20261120/eu-west-1/secretsmanager/aws4_request");
  });

  it.each<[string, Reply, string]>([
    ["is another user's", holding('{"username":"other","password":"p4ss"}'), `${secretArn} is of other`],
    ["holds no password", holding('{"username":"playback_service"}'), "holds no username with a password"],
    ["holds no JSON", holding("p4ss"), "holds no username with a password"],
    ["may not be read", refusal(400, "AccessDeniedException"), "AccessDeniedException (400)"],
  ])("is none when the secret %s, and nothing of it is told", async (_, answer, reason) => {
    reply = answer;
    const error: Error = await read().catch((thrown) => thrown);
    expect(error.message).toContain(reason);
    expect(error.message).not.toContain("p4ss");
  });
});
