import type { Allowance, Loss } from "../../comparison/allowances";
import type { Review } from "../../comparison/review";
import type { Holds } from "../../plan/stateful";
import { propertyItem, reasonItem } from "./changes";
import { type Html, html, list, name, when } from "./markup";

/** What would be lost in any stack: the first thing a reader sees, and the loudest. */
export function lossesSection({ stacks }: Review): Html {
  const losses = stacks.flatMap(({ stack, losses }) => losses.map((loss) => ({ stack, loss }))).sort(byWeight);
  if (losses.length === 0) {
    return html`<section class="losses none" aria-labelledby="losses">
<h2 id="losses" class="unseen">What would be lost</h2>
<p>Nothing would be lost: no data, keys, messages, history or addresses.</p></section>`;
  }
  const refused = losses.filter(({ loss }) => loss.allowedBy === undefined);
  const rest = losses.filter(({ loss }) => loss.allowedBy !== undefined);
  return html`${when(refused.length > 0, () => box("losses", "What would be lost, and nobody has allowed", "losses", refused))}
${when(rest.length > 0, () => box("allowed-losses", "What would be lost, and is allowed", "losses allowed", rest))}`;
}

/** What hurts most first. */
const HOLDS_ORDER: readonly (Holds | undefined)[] = ["data", "keys", "messages", "history", "workloads", "addresses"];

/** The certain before the possible, then by what is held; otherwise as the stacks have them. */
function byWeight({ loss: { change: a } }: LossIn, { loss: { change: b } }: LossIn): number {
  const possible = Number(a.replacement === "possible") - Number(b.replacement === "possible");
  return possible || HOLDS_ORDER.indexOf(a.holds) - HOLDS_ORDER.indexOf(b.holds);
}

interface LossIn {
  readonly stack: string;
  readonly loss: Loss;
}

const box = (id: string, heading: string, style: string, losses: readonly LossIn[]): Html =>
  html`<section class="${style}" aria-labelledby="${id}"><h2 id="${id}">${heading}</h2>
<ul>${list(losses, lossItem)}</ul></section>`;

function lossItem({ stack, loss: { change, allowedBy, expired } }: LossIn): Html {
  const { action, replacement, holds, properties, reasons } = change;
  const what =
    action === "delete" ? "would be deleted" : replacement === "certain" ? "would be replaced" : "may be replaced";
  const forcing = properties.filter(({ consequence }) => consequence !== "update");
  const why = html`<ul class="properties">${list(reasons, reasonItem)}${list(forcing, propertyItem)}</ul>`;
  return html`<li><strong>${name(change.name)}</strong> <span class="type">${name(change.type)}</span> in ${name(stack)}
<strong>${what}, and its ${holds ?? "content"} lost</strong>${change.protected ? PROTECTED : ""}.
${list(allowedBy === undefined ? [] : [allowedBy], allowance)}
${list(expired, ({ owner, expires }) => html`<p>The allowance of ${name(owner)} expired on ${expires}.</p>`)}
${when(forcing.length + reasons.length > 0, () => why)}</li>`;
}

const PROTECTED = "; it is protected, so the update would stop here";

const allowance = ({ owner, expires, reason }: Allowance): Html =>
  html`<p>Allowed by ${name(owner)} until ${expires}: ${name(reason)}</p>`;
