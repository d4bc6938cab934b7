// The catalog: what it holds, how healthy it is, search as you type, and one API with a call to try.

const view = document.getElementById("view");
const words = document.getElementById("words");
const category = document.getElementById("category");
let asked = 0; // searches sent: only the answer to the last one is shown

async function get(path, query = {}) {
  const answer = await fetch(`${path}?${new URLSearchParams(query)}`);
  if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
  return JSON.parse(await answer.text(), spelling);
}

async function search() {
  const turn = ++asked;
  const found = await get("search", { query: words.value, category: category.value });
  if (turn !== asked) return;
  const unmatched = found.unmatched.length ? `; no API has: ${found.unmatched.join(", ")}` : "";
  document.getElementById("count").textContent = words.value.trim() && !found.apis.length ? `no API fits${unmatched}`
    : `${many(found.apis.length, "API")}${unmatched}`;
  document.getElementById("list").replaceChildren(...found.apis.map(item));
}

function item(api) {
  const row = make("a", { className: "hit", href: `#${encodeURIComponent(api.id)}`, role: "option" },
    make("small", {}, dot(api.health), `${api.id} · ${api.category}`), make("span", {}, api.description));
  return row;
}

async function render() {
  const id = decodeURIComponent(location.hash.slice(1));
  if (!id) return showSummary();
  try {
    showApi(await get("api", { id }));
  } catch (error) {
    view.replaceChildren(make("p", {}, `There is no API ${id} here (${error.message}).`));
  }
}

async function showSummary() {
  const summary = await get("summary");
  document.getElementById("counts").textContent = `${many(summary.apis, "API")} of ${many(summary.tools, "tool")}`;
  offerIn("category", "any category", Object.entries(summary.categories).map(([name, count]) => [name, `${name} (${figure(count)})`]));
  view.replaceChildren(make("article", {},
    make("h2", {}, "The catalog"),
    bars("APIs by category", Object.entries(summary.categories), (name) => { category.value = name; search(); }),
    bars("How far APIs came when they were checked", Object.entries(summary.funnel), null, { total: summary.apis }),
    bars("Why APIs were dropped, or not tested", Object.entries(summary.reasons), null, { total: summary.apis })));
}

function showApi(api) {
  const text = make("textarea", { rows: 8, spellcheck: false, "aria-label": "Arguments" });
  text.value = api.sample;
  const button = make("button", { type: "button" }, "Call");
  const seen = make("div", {});
  button.addEventListener("click", () => call(api.id, text.value, button, seen));
  view.replaceChildren(make("article", { className: "column" },
    make("h2", {}, api.id),
    make("p", { className: "asked" }, api.function.description),
    make("p", { className: "facts" }, [`${api.tool} (${api.category})`, `effect: ${api.effect}`, `health: ${api.health}`,
      api.licence && `licence: ${api.licence}`, api.source].filter(Boolean).join(" · ")),
    block("Try it", text, make("p", {}, button), seen),
    block("Parameters", make("pre", {}, ...json(api.function.parameters))),
    api.returns.length > 0 && block("Returns", make("p", {}, api.returns.join(", ")))));
}

async function call(id, text, button, shown) {
  button.disabled = true;
  shown.replaceChildren("calling…");
  try {
    const headers = { "Content-Type": "application/json" };
    const answer = await fetch("call", { method: "POST", headers, body: `{"id": ${JSON.stringify(id)}, "arguments": ${text}}` });
    if (!answer.ok) throw new Error(answer.status === 422 ? "the arguments are no JSON object" : `the server answered ${answer.status}`);
    const seen = JSON.parse(await answer.text());
    shown.replaceChildren(make("div", { className: "seen" },
      make("p", {}, dot(seen.status), make("b", {}, ` ${seen.status}`), ` · ${seconds(seen.seconds)}`), code(seen.content, seen.cut)));
  } catch (error) {
    shown.replaceChildren(make("p", { className: "refused" }, error.message));
  } finally {
    button.disabled = false;
  }
}

addEventListener("hashchange", render);
words.addEventListener("input", search);
category.addEventListener("input", search);
document.getElementById("filters").addEventListener("submit", (event) => event.preventDefault());
showSummary().then(search).then(render);
