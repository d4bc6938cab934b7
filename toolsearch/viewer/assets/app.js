// What is shown, and how one moves: the address (#run=…&i=…&n=…&b=…) says it all, keys and clicks change the address.

const ROUND = 1000; // milliseconds between two looks at a run that grows

const view = document.getElementById("view");
const list = new List((id) => go({ id, node: null }));
const labels = new Map(Object.entries(storage() ?? {}));
let state = { run: 0, other: null, id: null, node: null };
let shown = []; // the trees in sight: [{ detail, tree }], the first is moved through

function storage(value) {
  const key = `toolsearch-labels:${source.runs.map((run) => run.name).join("|")}`;
  try {
    if (value === undefined) return JSON.parse(localStorage.getItem(key));
    localStorage.setItem(key, JSON.stringify(value));
  } catch { /* a page without storage keeps its labels until it is closed */ }
  return null;
}

function read() {
  const words = new URLSearchParams(location.hash.slice(1));
  const place = (name) => source.runs.findIndex((run) => run.name === words.get(name));
  const node = words.get("n");
  const run = Math.max(0, place("run"));
  const other = place("b");
  return { run, other: other < 0 || other === run ? null : other, id: words.get("i"), node: node === null ? null : Number(node) };
}

function go(change) {
  const next = { ...state, ...change };
  const words = new URLSearchParams();
  if (source.runs.length > 1) words.set("run", source.runs[next.run].name);
  if (next.other !== null && next.other !== next.run) words.set("b", source.runs[next.other].name);
  if (next.id !== null) words.set("i", next.id);
  if (next.id !== null && next.node !== null) words.set("n", next.node);
  const only = next.id === state.id && next.run === state.run && next.other === state.other;
  if (only) history.replaceState(null, "", `#${words}`);
  else location.hash = words;
  if (only) render();
}

async function render() {
  const before = state;
  state = read();
  if (before.run !== state.run || before.other !== state.other || !list.rows.length) list.show(state.run, state.other, state.id);
  if (list.chosen !== state.id) list.mark(state.id);
  chooseRuns();
  if (state.id === null) return showOverview();
  const same = shown.length && before.id === state.id && before.run === state.run && before.other === state.other;
  if (same || (await load())) draw();
}

// Fetch what the address names; tell whether it still does.
async function load() {
  const { id, run, other } = state;
  const runs = other === null ? [run] : [run, other];
  const details = await Promise.all(runs.map((number) => source.detail(number, id)));
  if (id !== state.id || run !== state.run || other !== state.other) return false; // overtaken by another click
  shown = details.map((detail) => ({ detail, tree: detail?.record?.tree ? new Tree(detail.record) : null }));
  return true;
}

function showOverview() {
  shown = [];
  view.replaceChildren(source.runs.length ? overview(state.run, state.other, filterBy) : "");
}

function filterBy(word) {
  document.getElementById("outcome").value = word;
  list.choose();
}

function draw() {
  const scrolls = [...view.querySelectorAll(".tree")].map((tree) => [tree.scrollLeft, tree.scrollTop]);
  view.replaceChildren(make("div", { className: shown.length > 1 ? "pair" : "" }, shown.map(column)));
  view.querySelectorAll(".tree").forEach((tree, i) => tree.scrollTo(...(scrolls[i] ?? [0, 0])));
  view.querySelector(".card[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function column({ detail, tree }, place) {
  const run = place === 0 ? state.run : state.other;
  if (!detail) return make("article", {}, make("p", {}, `${source.runs[run].name} has no instruction ${state.id}.`));
  const row = detail.row, node = place === 0 ? state.node ?? tree?.end : tree?.end;
  return make("article", { className: "column" },
    make("h2", {}, shown.length > 1 && `${source.runs[run].name}: `, row.id, make("small", {}, row.group && ` ${row.group}`)),
    make("p", { className: "asked" }, row.text),
    make("p", { className: "facts" }, dot(fate(row)), make("b", {}, ` ${fate(row)}`), " · ",
      [many(row.model_calls ?? 0, "model call"), many(row.api_calls ?? 0, "API call"), many(row.tokens ?? 0, "token"),
        seconds(row.seconds ?? 0)].join(" · "), row.why && ` · ${row.why}`),
    row.answer && make("blockquote", {}, row.answer),
    detail.verdicts.length > 0 && folded(many(detail.verdicts.length, "verdict"), verdictList(detail.verdicts)),
    labelForm(run, row),
    tree ? tree.draw(node, (id) => (place === 0 ? go({ node: id }) : go({ run, other: state.run, node: id }))) : make("p", {}, "No tree was recorded."),
    tree && nodeDetail(detail, tree, node));
}

const verdictList = (verdicts) => make("ul", {}, verdicts.map((verdict) =>
  make("li", {}, make("b", {}, verdict.judge), ` · ${verdict.question}: ${verdict.label}`, verdict.reason && ` (${verdict.reason})`)));

// Labels given by hand: verdicts of the judge `human`, kept in the browser until they are saved (live: in the run).

function labelForm(run, row) {
  const label = labels.get(`${source.runs[run].name}/${row.id}`);
  const note = make("input", { className: "note", placeholder: "a note", value: label?.note ?? "", "aria-label": "Note" });
  note.addEventListener("change", () => setLabel(run, row.id, { note: note.value }));
  const buttons = ["solved", "unsolved", "unsure"].map((word) => {
    const button = make("button", { type: "button", "aria-pressed": String(label?.label === word) }, word);
    button.addEventListener("click", () => setLabel(run, row.id, { label: word }));
    return button;
  });
  return make("p", { className: "label" }, "by hand: ", ...buttons, note);
}

async function setLabel(run, id, change) {
  const key = `${source.runs[run].name}/${id}`;
  const before = labels.get(key) ?? { label: "", note: "" };
  const after = { ...before, ...change };
  if (change.label && before.label === change.label) after.label = ""; // a second click takes it back
  labels.set(key, after);
  storage(Object.fromEntries(labels));
  document.getElementById("save").hidden = source.live;
  if (source.live && after.label && !(await source.keep(run, verdictOf(id, after)))) alert("The label could not be written into the run.");
  draw();
}

const verdictOf = (id, { label, note }) => ({
  schema_version: 1, instruction_id: id, judge: "human", question: "solved", vote: 0, label, reason: note, reference: null, order: null,
});

function saveLabels() {
  const name = source.runs[state.run].name;
  const mine = [...labels].filter(([key, value]) => key.startsWith(`${name}/`) && value.label);
  const lines = mine.map(([key, value]) => JSON.stringify(verdictOf(key.slice(name.length + 1), value)) + "\n");
  const link = make("a", { href: URL.createObjectURL(new Blob(lines)), download: `labels-${name}.jsonl` });
  link.click();
  URL.revokeObjectURL(link.href);
}

// The head of the page.

function chooseRuns() {
  const several = source.runs.length > 1;
  document.getElementById("runs").replaceChildren(...source.runs.map((run, number) => {
    const tab = make("button", { type: "button", role: "tab", "aria-selected": String(number === state.run) }, run.name);
    tab.addEventListener("click", () => go({ run: number, other: state.other === number ? null : state.other, node: null }));
    return tab;
  }));
  document.getElementById("beside").hidden = !several;
  const others = source.runs.map((run, number) => [String(number), run.name]).filter(([number]) => Number(number) !== state.run);
  offerIn("other", "nothing", others);
  document.getElementById("other").value = state.other === null ? "" : String(state.other);
}

const MOVES = {
  j: () => go({ id: list.after(1), node: null }),
  k: () => go({ id: list.after(-1), node: null }),
  w: () => shown[0]?.tree && go({ node: shown[0].tree.end }),
  s: () => state.id && setLabel(state.run, state.id, { label: "solved" }),
  u: () => state.id && setLabel(state.run, state.id, { label: "unsolved" }),
  n: () => state.id && setLabel(state.run, state.id, { label: "unsure" }),
  "/": () => document.getElementById("words").focus(),
  "?": () => document.getElementById("keys").showModal(),
  Escape: () => go({ id: null, node: null }),
};

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.getElementById("keys").open) return;
  if (event.target.closest("input, select, textarea")) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  const tree = shown[0]?.tree;
  if (event.key.startsWith("Arrow") && tree) go({ node: tree.step(state.node ?? tree.end, event.key) });
  else if (event.key in MOVES) MOVES[event.key]();
  else return;
  event.preventDefault();
});

addEventListener("hashchange", render);
document.getElementById("other").addEventListener("change", (event) => go({ other: event.target.value === "" ? null : Number(event.target.value) }));
document.getElementById("save").addEventListener("click", saveLabels);
document.getElementById("help").addEventListener("click", () => document.getElementById("keys").showModal());
document.getElementById("save").hidden = labels.size === 0 || source.live;

async function follow() {
  try {
    if (await source.refresh()) {
      list.show(state.run, state.other, state.id);
      if (state.id === null) await render();
    }
    document.body.classList.remove("lost");
  } catch {
    document.body.classList.add("lost");
  }
  setTimeout(follow, ROUND);
}

if (source.live) follow().then(render);
else render();
