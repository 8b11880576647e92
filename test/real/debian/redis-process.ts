import { openCache, recsOf } from "../../support/redis-cache";

// A process of its own that asks for one key many times at once, when its parent says so, and reports how often it loaded;
// or why it cannot connect.
async function main(): Promise<void> {
  const [address, requests] = [JSON.parse(process.argv[2]!), Number(process.argv[3])];
  let loads = 0;
  const { cache, close } = await openCache(address, {
    onProblem: (problem) => process.send?.({ problem }),
    limits: { l2TimeoutMillis: 1_000, lockMillis: 10_000, loadTimeoutMillis: 8_000 }, // many processes on two cores: slow is not what is tested
    load: async (parts) => {
      loads += 1;
      await new Promise((resolve) => setTimeout(resolve, 100)); // as a query takes
      return recsOf(parts);
    },
  });
  process.once("message", async () => {
    const keys = Array.from({ length: requests }, () => ({ profileId: 1, context: "home" }));
    const answers = await Promise.all(keys.map((key) => cache.get(key)));
    await close();
    process.send!({ loads, answers: [...new Set(answers.map((answer) => JSON.stringify(answer)))] });
    process.disconnect();
  });
  process.send!("ready");
}

void main();
