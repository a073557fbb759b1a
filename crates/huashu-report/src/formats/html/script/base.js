// Small helpers: elements, labels, numbers. Text always goes in as text, never as markup.

const SVG = "http://www.w3.org/2000/svg";
const SEVERITIES = ["error", "warning", "info"];
const ROLES = ["agent", "customer", "bot", "system", "unknown"];
const CONFIDENCES = ["certain", "likely", "possible"];
/** Shapes beside the colours, for print and for those who see colours differently. */
const GLYPHS = { error: "▲", warning: "◆", info: "●" };

let labels = {};
let language = "en";

/** Returns the label of `key` with `{name}` filled in. */
function t(key, values = {}) {
  const label = labels[key] ?? key;
  return label.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

function apply(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
}

/** Characters that are not seen, or that turn what follows them round; line breaks, tabs and joiners of emoji stay. */
const HIDDEN =
  /[\0-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb]/g;

/** Shows what would hide: `\u{202e}` in place of the character. */
function shown(text) {
  return text.replace(HIDDEN, (character) => {
    const code = character.codePointAt(0);
    return code < 0x20 ? String.fromCodePoint(0x2400 + code) : `\\u{${code.toString(16)}}`;
  });
}

function append(element, children) {
  for (const child of children.flat(3)) {
    if (child === null || child === undefined || child === false) continue;
    element.append(child instanceof Node ? child : document.createTextNode(shown(String(child))));
  }
  return element;
}

/** Makes an HTML element; children are elements or text. */
function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  apply(element, attributes);
  return append(element, children);
}

/** Makes an SVG element. */
function svg(tag, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  apply(element, attributes);
  return append(element, children);
}

const formats = {};

function format(value, options) {
  const key = JSON.stringify(options);
  formats[key] ??= new Intl.NumberFormat(language === "zh" ? "zh-CN" : "en-GB", options);
  return formats[key].format(value);
}

/** A whole number with separators. */
function count(value) {
  return format(value, { maximumFractionDigits: 0 });
}

/** A score or points: at most one digit after the point. */
function points(value) {
  return value === null || value === undefined ? "–" : format(value, { maximumFractionDigits: 1 });
}

/** A number shown with exactly one digit after the point, so that columns line up. */
function decimal(value) {
  return Number.isFinite(value) ? format(value, { minimumFractionDigits: 1, maximumFractionDigits: 1 }) : "–";
}

/** A share from 0 to 1; nearly all is never rounded to all, nor nearly none to none. */
function percent(value) {
  if (!Number.isFinite(value)) return "–";
  if (value === 0 || value === 1) return `${value * 100}%`;
  const tenths = Math.min(Math.max(Math.round(value * 1000) / 10, 0.1), 99.9);
  return `${decimal(tenths)}%`;
}

/** Points taken off, with a real minus sign. */
function deduction(value) {
  return value ? `−${points(value)}` : "0";
}

/** The mark of a severity: shape, colour and, for those who listen, its name. */
function severityMark(severity, worded = false) {
  const name = SEVERITIES[severity];
  const glyph = el("span", { class: `glyph ${name}`, "aria-hidden": "true" }, GLYPHS[name]);
  const word = el("span", { class: worded ? "word" : "unseen" }, t(`severity.${name}`));
  return el("span", { class: "severity", title: t(`severity.${name}`) }, glyph, word);
}

/** Returns `text` cut after `longest` characters. */
function cut(text, longest) {
  const characters = Array.from(text);
  return characters.length > longest ? `${characters.slice(0, longest - 1).join("")}…` : text;
}

function sum(values) {
  return values.reduce((total, value) => total + value, 0);
}

/** Runs `work` once things have settled. */
function settle(work, wait) {
  let timer = 0;
  return (...given) => {
    clearTimeout(timer);
    timer = setTimeout(() => work(...given), wait);
  };
}

/** A number in a circle, as notes are numbered. */
function circled(number) {
  if (number <= 20) return String.fromCodePoint(0x2460 + number - 1);
  if (number <= 35) return String.fromCodePoint(0x3251 + number - 21);
  if (number <= 50) return String.fromCodePoint(0x32b1 + number - 36);
  return `(${number})`;
}
