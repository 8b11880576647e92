import { figure } from "./figure";

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [960, 320, 56, 16, 34, 40];
const KEY_LEFT = LEFT + 330;
const KEY_STEP = 118;

/** A coloured word of the key. */
export type KeyEntry = readonly [colour: string, name: string];

/** Values over equal steps of time, as one SVG without scripts, fonts or dates of its own. */
export class Plot {
  private readonly top: number;

  /** @param count values of each line, from the left edge to the right; @param highest that must fit below the upper edge */
  constructor(
    private readonly title: string,
    private readonly count: number,
    highest: number,
  ) {
    this.top = niceTop(highest);
  }

  x(index: number): number {
    return round(LEFT + (index / Math.max(1, this.count - 1)) * (WIDTH - LEFT - RIGHT));
  }

  y(value: number): number {
    return round(TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / this.top));
  }

  /** Path data of a line. @param from the place of the first value */
  path(values: ArrayLike<number>, from = 0): string {
    return Array.from(values, (value, i) => `${i === 0 ? "M" : "L"}${this.x(from + i)} ${this.y(value)}`).join("");
  }

  /** Path data of what lies below a line. */
  area(values: ArrayLike<number>): string {
    return `${this.path(values)}L${this.x(values.length - 1)} ${this.y(0)}L${this.x(0)} ${this.y(0)}Z`;
  }

  /** From the lower edge to the upper one. */
  column(index: number, attributes: string): string {
    return `<rect x="${this.x(index) - 1}" y="${TOP}" width="2" height="${HEIGHT - TOP - BOTTOM}" ${attributes}/>`;
  }

  /** From the left edge to the right one, with its name above. */
  level(value: number, name: string, colour: string): string {
    const y = this.y(value);
    const label = `<text x="${LEFT + 6}" y="${y - 4}" fill="${colour}">${escaped(name)}</text>`;
    return `<line x1="${LEFT}" y1="${y}" x2="${WIDTH - RIGHT}" y2="${y}" stroke="${colour}" stroke-dasharray="6 3"/>${label}`;
  }

  /** @param first, last what the edges are called */
  svg(key: readonly KeyEntry[], parts: readonly string[], first: string, last: string): string {
    return [
      `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="11" role="img">`,
      `<title>${escaped(this.title)}</title><rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
      `<text x="${LEFT}" y="21" font-size="13">${escaped(this.title)}</text>`,
      ...key.map(keyEntry),
      ...[0, 0.25, 0.5, 0.75, 1].map((share) => this.gridLine(this.top * share)),
      ...parts,
      `<text x="${LEFT}" y="${HEIGHT - 14}">${first}</text>`,
      `<text x="${WIDTH - RIGHT}" y="${HEIGHT - 14}" text-anchor="end">${last}</text>`,
      "</svg>",
      "",
    ].join("\n");
  }

  private gridLine(value: number): string {
    const at = this.y(value);
    const line = `<line x1="${LEFT}" y1="${at}" x2="${WIDTH - RIGHT}" y2="${at}" stroke="#d8dee4"/>`;
    return `${line}<text x="${LEFT - 6}" y="${at + 4}" text-anchor="end">${figure(value)}</text>`;
  }
}

function keyEntry([colour, name]: KeyEntry, index: number): string {
  const left = KEY_LEFT + index * KEY_STEP;
  return `<rect x="${left}" y="12" width="10" height="10" fill="${colour}"/><text x="${left + 14}" y="21">${name}</text>`;
}

/** 1, 2, 4 or 8 times a power of ten that is not below `value`. */
function niceTop(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 4, 8, 10].find((each) => each * power >= value) as number) * power;
}

const round = (value: number): number => Math.round(value * 10) / 10;

const escaped = (text: string): string => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
