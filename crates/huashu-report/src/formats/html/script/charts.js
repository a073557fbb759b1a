// Charts as inline SVG: drawn at the width they are shown in, told apart by shape and pattern as well as colour.

const CHARTS = [];

/** Puts a chart into a figure and draws it anew when its width changes. */
function chart(title, description, draw, role = "img") {
  const holder = el("div", { class: "chart" });
  const figure = el("figure", {}, holder);
  const render = () => {
    const width = Math.max(280, Math.floor(holder.clientWidth || 560));
    if (holder.dataset.width === String(width)) return;
    holder.dataset.width = String(width);
    const { height, content } = draw(width);
    const head = [svg("title", {}, title), svg("desc", {}, description)];
    const attributes = { viewBox: `0 0 ${width} ${height}`, role, "aria-label": `${title}. ${description}` };
    holder.replaceChildren(svg("svg", attributes, head, content));
  };
  CHARTS.push({ holder, render });
  return figure;
}

const drawCharts = () => CHARTS.forEach(({ render }) => render());

/** How severities are filled; the patterns stand in the page. */
const FILLS = {
  error: { class: "fill-error" },
  warning: { fill: "url(#hatch-warning)" },
  info: { fill: "url(#dots)" },
};

/** The least round number that is not below `value`. */
function roundUp(value) {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 2.5, 5, 10].map((step) => step * power).find((step) => step >= value - 1e-9);
}

/** Columns over named places: `columns` are `{label, value, note, attributes}`. */
function columnChart(title, columns, options = {}) {
  const worded = (value) => (options.shown ?? count)(value);
  const description = columns
    .filter(({ value }) => value)
    .map(({ label, note, value }) => `${note ?? label}${t("colon")}${worded(value)}`)
    .join(language === "zh" ? "；" : "; ");
  return chart(
    title,
    description,
    (width) => {
      const height = options.height ?? 170;
      const bottom = options.axis === false ? 4 : 20;
      const top = 18;
      const most = roundUp(Math.max(...columns.map(({ value }) => value ?? 0)));
      const left = options.left ?? Math.max(40, textWidth(worded(most)) + 10);
      const room = (width - left - 4) / columns.length;
      const scale = (value) => ((height - bottom - top) * value) / most;
      const base = height - bottom;
      // Half a conversation is no tick.
      const shares = options.shown || most % 2 === 0 ? [0.5, 1] : [1];
      const parts = shares.map((share) => rule(left, width, base - scale(most * share), worded(most * share)));
      const wide = Math.min(90, room - Math.min(6, room * 0.2));
      // Labels that would touch are left out at an even step.
      const widest = Math.max(...columns.map(({ label }) => textWidth(label)));
      const step = options.step ?? Math.max(1, Math.ceil((widest + 6) / room));
      columns.forEach(({ label, value, note, attributes, href }, index) => {
        const x = left + index * room;
        const tall = value ? Math.max(1.5, scale(value)) : 0;
        const bar = svg(
          "rect",
          { x: x + (room - wide) / 2, y: base - tall, width: wide, height: tall, class: "fill-ink", ...attributes },
          svg("title", {}, `${note ?? label}${t("colon")}${worded(value ?? 0)}`),
        );
        parts.push(
          href ? svg("a", { href, "aria-label": `${note ?? label}${t("colon")}${worded(value ?? 0)}` }, bar) : bar,
        );
        if (options.values && value && textWidth(worded(value)) <= room) {
          parts.push(svg("text", { x: x + room / 2, y: base - tall - 4, class: "value middle" }, worded(value)));
        }
        if (options.axis !== false && index % step === 0) {
          parts.push(svg("text", { x: x + room / 2, y: height - 6, class: "tick middle" }, label));
        }
      });
      parts.push(svg("line", { x1: left, x2: width, y1: base, y2: base, class: "axis" }));
      const mark = options.mark?.(left, room, top, base);
      return { height, content: [parts, mark ?? []] };
      // Columns that lead somewhere are told one by one.
    },
    columns.some(({ href }) => href) ? "group" : "img",
  );
}

function rule(left, width, y, label) {
  return [
    svg("line", { x1: left, x2: width, y1: y, y2: y, class: "rule" }),
    svg("text", { x: left - 5, y: y + 4, class: "tick end" }, label),
  ];
}

/** Width of a small label, roughly: Chinese characters are as wide as they are tall. */
function textWidth(text) {
  return sum(Array.from(String(text)).map((character) => (character > "\u2e80" ? 11 : 6.2)));
}

/** A line through days: `places` are `{label, value}`. */
function lineChart(title, places, options = {}) {
  const worded = options.shown ?? points;
  const known = places.filter(({ value }) => Number.isFinite(value));
  const description = known.map(({ label, value }) => `${label}${t("colon")}${worded(value)}`).join("; ");
  return chart(title, description, (width) => {
    const height = options.height ?? 150;
    const [left, right, top, bottom] = [40, 22, 14, 20];
    const values = known.map(({ value }) => value);
    const low = options.low ?? Math.max(0, Math.floor(Math.min(...values) / 5) * 5 - 5);
    const high = options.high ?? roundUp(Math.max(...values));
    const room = (width - left - right) / Math.max(1, places.length - 1);
    const x = (index) => left + (places.length > 1 ? index * room : (width - left - right) / 2);
    const y = (value) => top + ((high - value) / (high - low || 1)) * (height - top - bottom);
    const parts = [low, (low + high) / 2, high].map((value) => rule(left, width, y(value), worded(value)));
    const drawn = places
      .map(({ label, value }, index) => ({ label, value, index }))
      .filter(({ value }) => Number.isFinite(value));
    const path = drawn.map(
      ({ value, index }, place) => `${place ? "L" : "M"}${x(index).toFixed(1)} ${y(value).toFixed(1)}`,
    );
    parts.push(svg("path", { d: path.join(""), class: "line" }));
    const step = Math.max(1, Math.ceil(44 / room));
    drawn.forEach(({ label, value, index }) => {
      const dot = svg("circle", { cx: x(index), cy: y(value), r: 3, class: "fill-ink" });
      dot.append(svg("title", {}, `${label}${t("colon")}${worded(value)}`));
      parts.push(dot);
      if (index % step === 0)
        parts.push(svg("text", { x: x(index), y: height - 5, class: "tick middle" }, label.slice(5)));
    });
    return { height, content: parts };
  });
}

/** One bar of parts, for table cells: `parts` are `{value, name, attributes}`. */
function stackedBar(parts, most, label, width = 120, height = 10) {
  const shapes = [];
  let x = 0;
  for (const { value, attributes } of parts) {
    const wide = most ? (value / most) * width : 0;
    if (wide <= 0) continue;
    const shown = Math.max(wide, 1.5);
    shapes.push(svg("rect", { x, y: 0, width: shown, height, ...attributes }));
    x += shown;
  }
  const attributes = { viewBox: `0 0 ${width} ${height}`, class: "bar", preserveAspectRatio: "none", role: "img" };
  return svg("svg", { ...attributes, "aria-label": label }, svg("title", {}, label), shapes);
}

/** A bar of errors, warnings and hints. */
function severityBar(counts, most, width) {
  const parts = counts.map((value, severity) => ({ value, attributes: FILLS[SEVERITIES[severity]] }));
  const words = counts.map((value, severity) => `${t(`severity.${SEVERITIES[severity]}`)} ${count(value)}`);
  return stackedBar(parts, most, words.join(", "), width);
}

/** A dot on a line from `low` to `high`, with the pass line where there is one. */
function dotPlot(value, low, high, line, label) {
  const width = 160;
  const x = (at) => 5 + ((Math.min(Math.max(at, low), high) - low) / (high - low || 1)) * (width - 10);
  const parts = [svg("line", { x1: 5, x2: width - 5, y1: 7, y2: 7, class: "rule" })];
  if (Number.isFinite(line))
    parts.push(svg("line", { x1: x(line), x2: x(line), y1: 1, y2: 13, class: "pass-line" }));
  const failed = Number.isFinite(line) && value < line;
  // Those below the line are squares, the others dots.
  parts.push(
    failed
      ? svg("rect", { x: x(value) - 4, y: 3, width: 8, height: 8, class: "fill-error" })
      : svg("circle", { cx: x(value), cy: 7, r: 4, class: "fill-ink" }),
  );
  return svg(
    "svg",
    { viewBox: `0 0 ${width} 14`, class: "dot-plot", role: "img", "aria-label": label },
    svg("title", {}, label),
    parts,
  );
}
