import { type HeadRoomLine, isTight, isTooSmall, tellingLines } from "../../comparison/compare-head-room";
import { roomText, tightnessText } from "../head-room-words";
import { column, folded, type Html, html, joined, list, NOTHING, name, table, when } from "./markup";

/** What is left of each limit at the declared maximum, base against head. */
export function headRoomSection(lines: readonly HeadRoomLine[]): Html {
  if (lines.length === 0) return NOTHING;
  const telling = tellingLines(lines);
  const tight = telling.filter(isTight).length;
  const summary = html`${lines.length} ${lines.length === 1 ? "limit" : "limits"}`;
  return joined([
    html`<p>What is taken of each limit once every autoscaler has come to its declared maximum.
${tight === 0 ? "None is nearly used up." : html`<strong class="forget">${tight} ${tight === 1 ? "is" : "are"} too small or nearly used up.</strong>`}</p>`,
    when(telling.length > 0, () => rooms("Limits that change or are tight", telling)),
    folded(summary, rooms("All limits", lines)),
  ]);
}

const COLUMNS = [column("limit"), column("region"), column("before"), column("after"), column("notes")];

const rooms = (caption: string, lines: readonly HeadRoomLine[]): Html =>
  table(caption, COLUMNS, list(lines, row), html`<caption>${caption}</caption>`);

function row(line: HeadRoomLine): Html {
  const { limit, region, unit, base, head } = line;
  const tightness = tightnessText(line);
  const style = isTooSmall(line) ? "forces" : "perhaps";
  const notes = (head ?? base)?.notes ?? [];
  return html`<tr><th scope="row">${name(limit)}</th><td>${name(region)}</td><td>${roomText(base, unit)}</td>
<td>${roomText(head, unit)}${when(tightness !== "", () => html`<br><span class="${style}">${tightness}</span>`)}</td>
<td class="soft">${list(notes, (note) => html`<p>${name(note)}</p>`)}</td></tr>`;
}
