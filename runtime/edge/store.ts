import cf from "cloudfront";

/**
 * What the store says for viewers of `country` under `purpose`: the country's own value, otherwise the one for everywhere (`*`).
 * Rejects when the store has neither or does not answer.
 */
export async function forCountry(purpose: string, country: string): Promise<any> {
  const store = cf.kvs();
  const own = `${purpose}:${country}`;
  const key = (await store.exists(own)) ? own : `${purpose}:*`;
  return store.get(key, { format: "json" });
}
