import { expect, it } from "@jest/globals";
import { Pulse } from "../../../runtime/workload/pulse";
import { consume } from "../../../runtime/workload/queue";
import { FakeQueue } from "./fake-queue";

it("a consumer is alive as long as it asks its queue, with messages and without, and not any more when one never ends", async () => {
  let nowMillis = 0;
  const pulse = new Pulse(() => nowMillis);
  const stop = new AbortController();
  const queue = new FakeQueue(() => {
    nowMillis += 60_000; // an empty receive
    if (nowMillis >= 3_600_000) queue.send("endless");
  });
  let end: () => void = () => {};
  const atWork = new Promise<void>((started) => {
    const handle = () =>
      new Promise<void>((done) => {
        end = done;
        started();
      });
    void consume({ queue, handle, log: () => {}, onRound: () => pulse.beat() }, stop.signal);
  });
  await atWork;
  expect([nowMillis, pulse.alive]).toEqual([3_600_000, true]);
  nowMillis += 539_999; // ten minutes after it asked, less a millisecond
  expect(pulse.alive).toBe(true);
  nowMillis += 1;
  expect(pulse.alive).toBe(false);
  stop.abort();
  end();
});
