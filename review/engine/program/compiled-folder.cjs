const { createHash } = require("node:crypto");
const fs = require("node:fs");
const { join } = require("node:path");
const { cacheFolder } = require("../../cache-folder.cjs");

/** Unit: characters. */
const DIGEST_LENGTH = 64;

/**
 * Texts by key that outlive the process, in one folder for each month, so that what nobody needs any more does not stay for ever.
 * A text comes back exactly as it was written, or not at all: what is damaged, or what another user can have written, is no entry.
 * A folder that cannot be read or written is an empty one.
 */
class CompiledFolder {
  #all;
  #month;
  #writable = true;
  #drafts = 0;

  constructor(environment, today = new Date()) {
    try {
      this.#all = join(cacheFolder(environment), "compiled");
      this.#month = join(this.#all, today.toISOString().slice(0, "2026-01".length));
    } catch {
      this.#writable = false; // a user without a home has no such folder
    }
  }

  /** The text that was written for `key`. */
  read(key) {
    let content;
    try {
      content = readOwn(join(this.#month, key));
    } catch {
      return undefined; // not there, or not readable
    }
    const text = content?.slice(DIGEST_LENGTH);
    return text !== undefined && content.startsWith(digest(key, text)) ? text : undefined;
  }

  /** Whole or not at all: the file appears under its name when everything is in it. */
  write(key, text) {
    if (!this.#writable) return;
    const draft = join(this.#month, `draft-${process.pid}-${this.#drafts++}`);
    try {
      this.#make();
      fs.writeFileSync(draft, digest(key, text) + text, { mode: 0o600, flag: "wx" });
      fs.renameSync(draft, join(this.#month, key));
    } catch {
      this.#writable = false; // as slow as without, and a preview needs no more
      removeIfThere(draft);
    }
  }

  /** The first one of a month takes the earlier months away. */
  #make() {
    if (fs.existsSync(this.#month)) return;
    fs.rmSync(this.#all, { recursive: true, force: true });
    fs.mkdirSync(this.#month, { recursive: true, mode: 0o700 });
  }
}

function removeIfThere(file) {
  try {
    fs.unlinkSync(file);
  } catch {
    // It was never made.
  }
}

/** Content of a file that nobody but this user can have written. */
function readOwn(file) {
  const descriptor = fs.openSync(file, fs.constants.O_RDONLY | fs.constants.O_NOFOLLOW);
  try {
    const { uid, mode } = fs.fstatSync(descriptor);
    const own = uid === process.getuid() && (mode & 0o022) === 0;
    return own ? fs.readFileSync(descriptor, "utf8") : undefined;
  } finally {
    fs.closeSync(descriptor);
  }
}

const digest = (key, text) => createHash("sha256").update(key).update("\0").update(text).digest("hex");

module.exports = { CompiledFolder };
