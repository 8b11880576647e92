import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A table by month, those without partitions, and one of three rows. */
export const SCHEMA = `-- What viewers watched.
CREATE SCHEMA video;
CREATE TABLE video.titles (title_id bigint PRIMARY KEY, name text NOT NULL, kind text NOT NULL, released date NOT NULL,
  code varchar(8) NOT NULL, screen box, studio_id bigint);
CREATE INDEX titles_by_name ON video.titles (name text_pattern_ops);
CREATE INDEX titles_by_released ON video.titles (released);
CREATE TABLE video.plays (
  played_at timestamptz NOT NULL, profile_id bigint NOT NULL, title_id bigint NOT NULL, device text NOT NULL, seconds integer NOT NULL
) PARTITION BY RANGE (played_at);
CREATE TABLE video.plays_2026_01 PARTITION OF video.plays FOR VALUES FROM ('2026-01-01Z') TO ('2026-02-01Z');
CREATE TABLE video.plays_2026_02 PARTITION OF video.plays FOR VALUES FROM ('2026-02-01Z') TO ('2026-03-01Z');
CREATE TABLE video.plays_2026_03 PARTITION OF video.plays FOR VALUES FROM ('2026-03-01Z') TO ('2026-04-01Z');
CREATE INDEX plays_by_profile ON video.plays (profile_id, played_at);
CREATE INDEX plays_by_time ON video.plays (played_at);
CREATE TABLE video.genres (genre_id bigint PRIMARY KEY, name text NOT NULL);
CREATE TABLE video.labels (label_id bigint PRIMARY KEY, name text NOT NULL);
CREATE TABLE video.countries (code text PRIMARY KEY, name text NOT NULL);
INSERT INTO video.countries (code, name) VALUES ('DE', 'Germany'), ('FR', 'France'), ('JP', 'Japan');
`;

/** A temporary folder, removed by `remove`. */
export function scratchFolder() {
  const folder = mkdtempSync(join(tmpdir(), "p95-sql-"));
  return {
    folder,
    /** @returns the path. */
    write(name: string, text: string): string {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
}
