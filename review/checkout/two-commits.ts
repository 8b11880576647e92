import type { Revision } from "../comparison/review";
import { Repository } from "./repository";

/** The program as it is at one of the two commits. */
export interface Tree {
  readonly revision: Revision;
  /** The program's folder. Absolute. */
  readonly directory: string;
}

/** Both commits of a comparison. Their files are there once `base` and `head` are. */
export interface TwoCommits {
  readonly base: Promise<Tree>;
  readonly head: Promise<Tree>;
  /** Takes away what was checked out, even if only a part of it could be. A second time it does no more. */
  remove(): Promise<void>;
}

/**
 * Begins to lay out two commits: git writes the files of both at the same time, in processes of its own.
 * @param directory The program's folder in the working tree. Absolute.
 * @param head `undefined` for the working tree.
 * @throws {SettingsError} for a commit that is not there.
 */
export async function layOut(directory: string, base: string, head: string | undefined): Promise<TwoCommits> {
  const repository = await Repository.around(directory);
  const before = { name: base, commit: await repository.commit("--base", base) };
  const after = head === undefined ? undefined : { name: head, commit: await repository.commit("--head", head) };
  const checkouts = [before, ...(after === undefined ? [] : [after])].map(({ commit }) => repository.checkOut(commit));
  const tree = async (revision: Revision, i: number): Promise<Tree> => {
    const checkout = await checkouts[i];
    return { revision, directory: checkout === undefined ? directory : await repository.inside(checkout, directory) };
  };
  const trees = [tree(before, 0), tree(after ?? { name: "working tree", commit: undefined }, 1)] as const;
  for (const each of trees) each.catch(() => {}); // heard of by whoever asks for it
  let removed: Promise<void> | undefined;
  const remove = async () => {
    const ended = await Promise.allSettled(checkouts);
    await repository.remove(ended.flatMap((each) => (each.status === "fulfilled" ? [each.value] : [])));
  };
  return {
    base: trees[0],
    head: trees[1],
    remove() {
      removed ??= remove();
      return removed;
    },
  };
}
