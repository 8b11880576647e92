import { randomUUID } from "node:crypto";
import type { Json } from "../cache/json";
import { DEFAULT_LADDER, MOST_HEIGHT, selectQuality } from "../edge/quality";
import type { Database } from "./database";
import { decimal, text, wholeNumber } from "./parameters";
import type { Handler } from "./server";

/** What is remembered of a playback while it goes on. */
export type Session = {
  readonly profileId: number;
  readonly titleId: number;
  readonly height: number;
};

export function isSession(value: Json): value is Session {
  const { profileId, titleId, height } = Object(value) as Partial<Session>;
  return [profileId, titleId, height].every(Number.isInteger);
}

/** Where sessions are remembered; never fails, and says whether it did. */
export interface Sessions {
  put(parts: { sessionId: string }, session: Session): Promise<boolean>;
}

// Fits a heap-only update when a heartbeat writes it again: no indexed column changes.
const RECORD_SESSION = `INSERT INTO streaming.streaming_sessions
    (session_id, profile_id, title_id, region, device_type, status, network_speed, max_height)
  VALUES ($1, $2, $3, $4, $5, 'active', $6, $7)
  ON CONFLICT (session_id) DO UPDATE SET network_speed = EXCLUDED.network_speed, last_seen_at = now()`;

/**
 * GET /api/playback?id=<title>: which manifest a player starts with, and a new session. Optional: `profile` (0: nobody signed in),
 * `mbps` (not measured yet: starts low), `height`, `region`, `device`. A film starts also when no session could be written.
 */
export function playback(database: Database, sessions: Sessions): Handler {
  return async (url) => {
    const titleId = wholeNumber(url, "id", 0, Number.MAX_SAFE_INTEGER);
    const profileId = wholeNumber(url, "profile", 0, Number.MAX_SAFE_INTEGER, 0);
    const mostHeight = wholeNumber(url, "height", 1, 4_320, MOST_HEIGHT);
    const mbps = decimal(url, "mbps", 999_999);
    const region = text(url, "region", /^[A-Z]{2}$/, "be two capital letters", "US");
    const device = text(url, "device", /^[a-z_]{1,32}$/, "be up to 32 lower-case letters and _", "web");

    const height = selectQuality(DEFAULT_LADDER, mbps ?? 0, mostHeight);
    const sessionId = randomUUID();
    const [remembered, recorded] = await Promise.all([
      sessions.put({ sessionId }, { profileId, titleId, height }),
      database
        .run("record-session", RECORD_SESSION, [sessionId, profileId, titleId, region, device, mbps, mostHeight])
        .then(
          () => true,
          () => false, // counted by the database
        ),
    ]);
    const manifest = `/titles/${titleId}/master-${height}.m3u8`;
    return { status: 200, body: { manifest, height, sessionId, session: { remembered, recorded } } };
  };
}
