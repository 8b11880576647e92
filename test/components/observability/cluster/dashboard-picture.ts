/** A line of a panel: one value for each step of the picture's time. */
export interface SampleSeries {
  readonly labels: Readonly<Record<string, string>>;
  readonly values: readonly number[];
}

/** What a query finds in the sample data. */
export type Sample = (expr: string) => readonly SampleSeries[];

/** Grid of Grafana in pixels. */
const COLUMN = 50;
const ROW = 32;
const GAP = 8;
const TITLE = 26;
const LEGEND_LINE = 16;
const AXIS = 76;

const COLORS = ["#73bf69", "#f2cc0c", "#8ab8ff", "#ff780a", "#b877d9", "#ff9830"];
const STYLE =
  "text{font:12px sans-serif;fill:#ccccdc}.small{font-size:11px;fill:#9d9fa6}.row{font-size:15px;font-weight:600}" +
  ".value{font-size:26px;font-weight:600}.panel{fill:#181b1f;stroke:#2d3036}.grid{stroke:#2d3036}" +
  ".line{fill:none;stroke-width:1.6}.limit{stroke:#e02f44;stroke-dasharray:6 4}";

/** Draws a dashboard's JSON as SVG: panels where its grid puts them, with their titles, units, limits and legends. Pure. */
export function dashboardPicture(dashboard: any, sample: Sample, from: string, to: string): string {
  const height = ROW * Math.max(...dashboard.panels.map(({ gridPos }: any) => gridPos.y + gridPos.h));
  const body = dashboard.panels.map((panel: any) =>
    at(panel, panel.type === "row" ? row(panel) : panelBody(panel, sample, from, to)),
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${24 * COLUMN} ${height + 44}" role="img">`,
    `<title>${xml(dashboard.title)}, with sample data</title><style>${STYLE}</style>`,
    `<rect width="100%" height="100%" fill="#111217"/><text x="12" y="28" class="row">${xml(dashboard.title)}</text>`,
    `<text x="${24 * COLUMN - 12}" y="28" class="small" text-anchor="end">sample data</text>`,
    `<g transform="translate(0 44)">`,
    ...body,
    "</g></svg>\n",
  ].join("\n");
}

function at({ gridPos }: any, content: string): string {
  return `<g transform="translate(${gridPos.x * COLUMN} ${gridPos.y * ROW})">${content}</g>`;
}

function row({ title }: any): string {
  return `<text x="12" y="21" class="row">${xml(title)}</text>`;
}

function panelBody(panel: any, sample: Sample, from: string, to: string): string {
  const { gridPos, title, targets, type, fieldConfig } = panel;
  const width = gridPos.w * COLUMN - GAP;
  const height = gridPos.h * ROW - GAP;
  const lines = targets.flatMap(({ expr, legendFormat }: any) =>
    sample(expr).map(({ labels, values }) => ({ name: legend(legendFormat, labels), values })),
  );
  const { unit, thresholds } = fieldConfig.defaults;
  const limit: number | undefined = thresholds.steps[1]?.value;
  const frame =
    `<rect x="4" width="${width}" height="${height}" rx="3" class="panel"/>` +
    `<text x="14" y="18">${xml(title)}</text>`;
  if (type === "stat") return `${frame}${statBody(lines, unit, limit, width, height)}`;
  return `${frame}${chart(lines, unit, limit, width, height, from, to)}`;
}

interface Line {
  readonly name: string;
  readonly values: readonly number[];
}

function statBody(
  [line]: readonly Line[],
  unit: string,
  limit: number | undefined,
  width: number,
  height: number,
): string {
  const last = line?.values.at(-1) ?? Number.NaN;
  const color = limit !== undefined && last >= limit ? "#e02f44" : "#73bf69";
  return `<text x="${width / 2}" y="${height / 2 + 16}" class="value" text-anchor="middle" style="fill:${color}">${written(last, unit)}</text>`;
}

function chart(
  lines: readonly Line[],
  unit: string,
  limit: number | undefined,
  width: number,
  height: number,
  from: string,
  to: string,
) {
  const bottom = height - LEGEND_LINE * lines.length - 26;
  const top = TITLE + 4;
  const right = width - 10;
  const highest = Math.max(limit ?? 0, ...lines.flatMap(({ values }) => values)) * 1.08 || 1;
  const y = (value: number) => round(bottom - ((bottom - top) * value) / highest);
  const ticks = [0, 0.5, 1].map((part) => {
    const value = part * highest;
    return `<line x1="${AXIS}" x2="${right}" y1="${y(value)}" y2="${y(value)}" class="grid"/><text x="${AXIS - 6}" y="${y(value) + 4}" class="small" text-anchor="end">${written(value, unit)}</text>`;
  });
  const drawn = lines.map(({ values }, i) => {
    const points = values.map(
      (value, step) => `${round(AXIS + ((right - AXIS) * step) / (values.length - 1))},${y(value)}`,
    );
    return `<polyline class="line" stroke="${COLORS[i % COLORS.length]}" points="${points.join(" ")}"/>`;
  });
  const named = lines.map(({ name, values }, i) => {
    const place = bottom + 34 + LEGEND_LINE * i;
    return (
      `<rect x="14" y="${place - 8}" width="12" height="4" fill="${COLORS[i % COLORS.length]}"/><text x="32" y="${place}" class="small">${xml(name)}</text>` +
      `<text x="${right}" y="${place}" class="small" text-anchor="end">last ${written(values.at(-1)!, unit)}, max ${written(Math.max(...values), unit)}</text>`
    );
  });
  return [
    ...ticks,
    `<text x="${AXIS}" y="${bottom + 15}" class="small">${from}</text><text x="${right}" y="${bottom + 15}" class="small" text-anchor="end">${to}</text>`,
    ...(limit === undefined
      ? []
      : [`<line x1="${AXIS}" x2="${right}" y1="${y(limit)}" y2="${y(limit)}" class="limit"/>`]),
    ...drawn,
    ...named,
  ].join("");
}

/** As Grafana's legend: `{{label}}` replaced. */
function legend(format: string, labels: Readonly<Record<string, string>>): string {
  return format.replace(/\{\{(\w+)\}\}/g, (_, label) => labels[label] ?? "");
}

/** A number in its unit, to three digits. */
export function written(value: number, unit: string): string {
  if (unit === "percentunit") return `${digits(value * 100)} %`;
  if (unit === "s") return value < 1 ? `${digits(value * 1_000)} ms` : `${digits(value)} s`;
  const suffix = unit === "reqps" ? " req/s" : unit === "Bps" ? " B/s" : unit === "ms" ? " ms" : "";
  return `${value >= 1_000_000 ? `${digits(value / 1_000_000)} M` : value >= 1_000 ? `${digits(value / 1_000)} k` : digits(value)}${suffix}`;
}

const digits = (value: number) => String(Number(value.toPrecision(3)));
const round = (value: number) => Number(value.toFixed(1));
const xml = (text: string) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
