import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { credentialsFrom } from "../../../runtime/aws/credentials";
import { startLoopback } from "../../support/loopback";
import type { Reply } from "../../support/loopback-server";

describe("credentialsFrom", () => {
  const keys = { AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "s" };

  it("takes the environment's", async () => {
    expect(await credentialsFrom(keys, () => 0)()).toEqual({ accessKeyId: "a", secretAccessKey: "s" });
    const short = { ...keys, AWS_SESSION_TOKEN: "t" };
    expect(await credentialsFrom(short, () => 0)()).toEqual({
      accessKeyId: "a",
      secretAccessKey: "s",
      sessionToken: "t",
    });
  });

  it("refuses to start without any", () => {
    expect(() => credentialsFrom({}, () => 0)).toThrow("No credentials");
  });

  describe("of the node's agent", () => {
    async function agent(reply: (count: number) => Reply) {
      const folder = mkdtempSync(join(tmpdir(), "p95-token-"));
      const tokenFile = join(folder, "token");
      writeFileSync(tokenFile, "token-1\n");
      const server = await startLoopback(() => reply(server.asked.length));
      const clock = { nowMillis: Date.parse("2026-11-20T06:00:00Z") };
      const env = {
        AWS_CONTAINER_CREDENTIALS_FULL_URI: `${server.origin}/v1`,
        AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: tokenFile,
      };
      const provider = credentialsFrom(env, () => clock.nowMillis);
      return { server, clock, tokenFile, provider, remove: () => rmSync(folder, { recursive: true }) };
    }
    const answer = (count: number): Reply => ({
      status: 200,
      body: {
        AccessKeyId: `a${count}`,
        SecretAccessKey: "s",
        Token: "t",
        Expiration: `2026-11-20T${6 + count}:00:00Z`.replace("T7", "T07").replace("T8", "T08"),
      },
    });

    it("are asked for with the pod's token, and anew five minutes before they end", async () => {
      const { server, clock, tokenFile, provider, remove } = await agent(answer);
      const key = async () => (await provider()).accessKeyId;
      expect([await key(), await key()]).toEqual(["a1", "a1"]);
      clock.nowMillis = Date.parse("2026-11-20T06:54:59.999Z");
      expect(await key()).toBe("a1");
      clock.nowMillis += 1;
      writeFileSync(tokenFile, "token-2\n");
      expect(await key()).toBe("a2");
      expect(server.asked.map(({ headers }) => headers.authorization)).toEqual(["token-1", "token-2"]);
      remove();
    });

    it.each<[string, Reply, string]>([
      ["refuses", { status: 403, body: {} }, "No credentials: the agent answered 403"],
      [
        "leaves a key out",
        { status: 200, body: { AccessKeyId: "a", Token: "t", Expiration: "2026-11-20T07:00:00Z" } },
        "lacks a field",
      ],
      [
        "leaves the end out",
        { status: 200, body: { AccessKeyId: "a", SecretAccessKey: "s", Token: "t" } },
        "lacks a field",
      ],
    ])("are none when it %s", async (_, reply, reason) => {
      const { provider, remove } = await agent(() => reply);
      await expect(provider()).rejects.toThrow(reason);
      remove();
    });
  });
});
