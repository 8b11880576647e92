/** Time, as far as the cache needs any: given from outside, so that a test decides when it passes. */
export interface Clock {
  /** Milliseconds since some moment; never goes back, whatever happens to the wall clock. */
  now(): number;
  /** What the wall clock says, for signatures. */
  date(): Date;
  /** Calls `run` once, later. @returns what prevents it. */
  after(millis: number, run: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  date: () => new Date(),
  after(millis, run) {
    const timer = setTimeout(run, millis);
    return () => clearTimeout(timer);
  },
};

export class TimeoutError extends Error {
  override readonly name = "TimeoutError";
}

/** What `promise` becomes, or a TimeoutError after `millis`; the work itself goes on unheard. */
export function within<T>(promise: Promise<T>, millis: number, clock: Clock): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(millis, () => reject(new TimeoutError(`no answer within ${millis} ms`)));
    promise.then(resolve, reject).finally(cancel);
  });
}

export function pause(millis: number, clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    clock.after(millis, resolve);
  });
}
