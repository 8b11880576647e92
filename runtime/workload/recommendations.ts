import type { Cache } from "../cache/cache";
import type { Json } from "../cache/json";
import type { Database } from "./database";
import { text, wholeNumber } from "./parameters";
import type { Handler } from "./server";

/** Titles for a profile, best first. */
export type Recommendations = {
  readonly titles: readonly { readonly titleId: number; readonly score: number }[];
};

export function isRecommendations(value: Json): value is Recommendations {
  const { titles } = Object(value) as Partial<Recommendations>;
  return (
    Array.isArray(titles) && titles.every((title) => Number.isInteger(title?.titleId) && Number.isFinite(title?.score))
  );
}

export type RecommendationParts = "profileId" | "context";

/** What a region watches most this week, without what the profile has seen this quarter. */
const RECOMMEND = `SELECT watched.title_id::float8 AS "titleId", sum(watched.watch_seconds)::float8 AS score
  FROM streaming.fact_watch_events watched
  WHERE watched.region = $2 AND watched.event_ts >= now() - interval '7 days'
    AND NOT EXISTS (
      SELECT FROM streaming.fact_watch_events seen
      WHERE seen.profile_id = $1 AND seen.title_id = watched.title_id AND seen.event_ts >= now() - interval '90 days')
  GROUP BY watched.title_id
  ORDER BY score DESC, watched.title_id
  LIMIT 20`;

/** Screen and region: all that the answer depends on besides the profile, or two viewers would share an answer. */
const CONTEXT = /^[a-z]{1,16}-[A-Z]{2}$/;

/** Reads the source; what the cache calls on a miss. Null where a region has no watched titles. */
export function loadRecommendations(database: Database) {
  return async ({ profileId, context }: Readonly<Record<RecommendationParts, string | number>>) => {
    const region = String(context).slice(-2);
    const titles = await database.run<Recommendations["titles"][number]>("recommend", RECOMMEND, [profileId, region]);
    return titles.length === 0 ? null : { titles };
  };
}

/** GET /api/recommendations?id=<profile>&context=home-US */
export function recommendations(cache: Pick<Cache<RecommendationParts, Recommendations>, "get">): Handler {
  return async (url) => {
    const profileId = wholeNumber(url, "id", 0, Number.MAX_SAFE_INTEGER);
    const context = text(url, "context", CONTEXT, "be a screen and a region such as home-US", "home-US");
    const found = await cache.get({ profileId, context });
    return { status: 200, body: found ?? { titles: [] } };
  };
}
