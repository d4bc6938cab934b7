// Elements, figures, JSON as text, bars: what every page of ours is drawn with.

const kind = (words) => words.replaceAll(" ", "-");

// Make an element: properties by name, then children; text is always text.
function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === false) continue;
    if (name in element && name !== "role") element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

const figure = (value) => Number(value).toLocaleString("en-US");
const percent = (share) => `${(100 * share).toFixed(1)} %`;
const seconds = (value) => (value < 10 ? `${Number(value).toFixed(2)} s` : `${figure(Math.round(value))} s`);
const many = (count, one) => `${figure(count)} ${one}${count === 1 ? "" : "s"}`;

const dot = (words) => make("i", { className: `dot ${kind(words)}`, title: words, role: "img", "aria-label": words });

function offerIn(id, any, options) {
  const select = document.getElementById(id);
  const before = select.value;
  select.replaceChildren(make("option", { value: "" }, any), ...options.map(([value, text]) => make("option", { value }, text)));
  select.value = options.some(([value]) => value === before) ? before : "";
}

// A number whose spelling JavaScript would not keep, such as 1.0 or an id of twenty digits.
class Spelt {
  constructor(text) { this.text = text; }
  valueOf() { return Number(this.text); }
  toString() { return this.text; }
}

const spelling = (key, value, context) =>
  typeof value === "number" && context && context.source !== String(value) ? new Spelt(context.source) : value;

// Write a JSON value with two spaces a level; the places that were shortened are marked.
function json(value, cut = [], pointer = "", indent = "") {
  const marked = cut.includes(pointer) && ((parts) => [make("mark", { title: "shortened here" }, ...parts)]);
  const parts = jsonParts(value, cut, pointer, indent);
  return marked ? marked(parts) : parts;
}

function jsonParts(value, cut, pointer, indent) {
  if (value === null || typeof value !== "object") return [JSON.stringify(value)];
  if (value instanceof Spelt) return [value.text];
  const list = Array.isArray(value);
  const [open, close] = list ? "[]" : "{}";
  const keys = Object.keys(value);
  if (!keys.length) return [open + close];
  const inner = `${indent}  `;
  const lines = keys.flatMap((key, i) => {
    const below = `${pointer}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
    return [`${inner}${list ? "" : `${JSON.stringify(key)}: `}`, ...json(value[key], cut, below, inner),
      i < keys.length - 1 ? ",\n" : "\n"];
  });
  return [`${open}\n`, ...lines, `${indent}${close}`];
}

function code(text, cut) {
  try {
    return make("pre", {}, ...json(JSON.parse(text, spelling), cut));
  } catch {
    return make("pre", {}, text);
  }
}

const block = (name, ...content) => make("section", { className: "block" }, make("h3", {}, name), ...content);
const folded = (name, ...content) => make("details", {}, make("summary", {}, name), ...content);

// A bar for each pair of word and count (or share); a click filters the list where that makes sense.
function bars(name, pairs, onFilter = null, { shares = false, total = null } = {}) {
  const shown = pairs.filter(([, value]) => value > 0);
  if (!shown.length) return null;
  const longest = shares ? 1 : Math.max(...shown.map(([, value]) => value));
  const whole = total ?? shown.reduce((sum, [, value]) => sum + value, 0);
  return make("figure", { className: "bars" }, make("figcaption", {}, name), shown.map(([word, value]) => {
    const fill = make("i", { className: `fill ${kind(word)}` });
    fill.style.width = `${(100 * value) / longest}%`;
    const words = shares ? percent(value) : `${figure(value)} · ${percent(value / whole)}`;
    const bar = make(onFilter ? "button" : "div", { className: "bar", type: onFilter ? "button" : undefined },
      make("span", {}, word), make("span", { className: "track" }, fill), make("span", {}, words));
    if (onFilter) bar.addEventListener("click", () => onFilter(word));
    return bar;
  }));
}
