import { createHash } from "node:crypto";

/**
 * Search, filter and folding of the resources. Runs in the reader's browser; without it the page shows everything. What a reader
 * folded stays so, except while something is searched for.
 */
export const SCRIPT = `"use strict";
for (const tools of document.querySelectorAll(".tools")) {
  const tree = document.getElementById(tools.dataset.tree);
  const leaves = [...tree.querySelectorAll("li[data-action]")];
  const branches = [...tree.querySelectorAll("li.branch")].reverse();
  const folds = [...tree.querySelectorAll("details")];
  const [query, action] = [tools.querySelector("input"), tools.querySelector("select")];
  const status = tools.querySelector("[role=status]");
  const texts = leaves.map((leaf) => {
    let text = leaf.textContent;
    for (let at = leaf.parentElement.closest("li.branch"); at; at = at.parentElement.closest("li.branch"))
      text += " " + at.querySelector("summary").textContent;
    return text.toLowerCase();
  });
  let before;
  const fits = (leaf) =>
    action.value === "all" || (action.value === "changes" ? leaf.dataset.action !== "same" : leaf.dataset.action === action.value);
  const apply = () => {
    const words = query.value.toLowerCase().split(/\\s+/).filter(Boolean);
    let shown = 0;
    leaves.forEach((leaf, i) => {
      leaf.hidden = !(fits(leaf) && words.every((word) => texts[i].includes(word)));
      if (!leaf.hidden) shown++;
    });
    for (const leaf of leaves)
      if (!leaf.hidden)
        for (let at = leaf.parentElement.closest("li[data-action]"); at; at = at.parentElement.closest("li[data-action]")) at.hidden = false;
    for (const branch of branches) branch.hidden = !branch.querySelector("li[data-action]:not([hidden])");
    if (words.length > 0) {
      before ??= folds.map((fold) => fold.open);
      for (const fold of folds) if (fold.parentElement.classList.contains("branch")) fold.open = true;
    } else if (before) {
      folds.forEach((fold, i) => { fold.open = before[i]; });
      before = undefined;
    }
    status.textContent = shown + " of " + leaves.length + " resources shown";
  };
  query.addEventListener("input", apply);
  action.addEventListener("change", apply);
  tools.addEventListener("submit", (event) => event.preventDefault());
  for (const button of tools.querySelectorAll("button"))
    button.addEventListener("click", () => {
      for (const fold of folds) fold.open = button.value === "open";
      before = undefined;
    });
  tools.hidden = false;
  if (leaves.some((leaf) => leaf.dataset.action !== "same")) action.value = "changes";
  apply();
}
`;

/** For a policy that lets this script run, and no other. */
export const SCRIPT_HASH = `sha256-${createHash("sha256").update(SCRIPT).digest("base64")}`;
