// The list of instructions: filtered and sorted rows, of which only those in sight are in the document.

const HEIGHT = 62; // pixels a row, as in page.css

class List {
  constructor(onChoose) {
    this.onChoose = onChoose;
    this.rows = [];
    this.box = document.getElementById("list");
    this.all = document.getElementById("all");
    this.box.addEventListener("scroll", () => this.draw(), { passive: true });
    addEventListener("resize", () => this.draw());
    for (const id of ["words", "outcome", "group", "order"]) {
      document.getElementById(id).addEventListener("input", () => this.choose());
    }
    document.getElementById("filters").addEventListener("submit", (event) => event.preventDefault());
  }

  // Show the rows of a run, compared with those of another where there is one.
  show(run, other, chosen) {
    Object.assign(this, { run, other, chosen });
    this.offer();
    this.choose();
    this.mark(chosen);
  }

  // Offer the outcomes and groups that there are.
  offer() {
    const rows = source.rows[this.run] ?? [];
    const outcomes = new Map();
    for (const row of rows) for (const word of this.outcomes(row)) outcomes.set(word, (outcomes.get(word) ?? 0) + 1);
    const known = [...FATES, "differs", "only here", "only there"].filter((word) => outcomes.has(word));
    const groups = [...new Set(rows.map((row) => row.group).filter(Boolean))].sort();
    offerIn("outcome", "any outcome", known.map((word) => [word, `${word} (${figure(outcomes.get(word))})`]));
    offerIn("group", "any group", groups.map((group) => [group, group]));
  }

  outcomes(row) {
    const there = this.other === null ? null : source.row(this.other, row.id);
    const words = [fate(row)];
    if (!there) return words;
    if (fate(row) !== fate(there)) words.push("differs");
    if (fate(row) === "solved" && fate(there) !== "solved") words.push("only here");
    if (fate(row) !== "solved" && fate(there) === "solved") words.push("only there");
    return words;
  }

  choose() {
    const value = (id) => document.getElementById(id).value;
    const words = value("words").toLowerCase().split(/\s+/).filter(Boolean);
    const [outcome, group, order] = [value("outcome"), value("group"), value("order")];
    this.rows = (source.rows[this.run] ?? []).filter((row) => {
      const text = words.length ? `${row.id} ${row.text} ${row.answer} ${row.why}`.toLowerCase() : "";
      return (!group || row.group === group) && (!outcome || this.outcomes(row).includes(outcome))
        && words.every((word) => text.includes(word));
    });
    if (order) this.rows.sort((a, b) => b[order] - a[order]);
    const all = (source.rows[this.run] ?? []).length;
    const shown = this.rows.length === all ? "" : `${figure(this.rows.length)} of `;
    document.getElementById("count").textContent = `${shown}${many(all, "instruction")}`;
    this.draw();
  }

  draw() {
    const first = Math.max(0, Math.floor(this.box.scrollTop / HEIGHT) - 5);
    const last = Math.min(this.rows.length, first + Math.ceil(this.box.clientHeight / HEIGHT) + 10);
    this.all.style.height = `${this.rows.length * HEIGHT}px`;
    this.all.replaceChildren(...this.rows.slice(first, last).map((row, i) => this.item(row, first + i)));
  }

  item(row, place) {
    const there = this.other === null ? null : source.row(this.other, row.id);
    const item = make("div", { className: "item", role: "option", "aria-selected": String(row.id === this.chosen) },
      make("span", { className: "dots" }, dot(fate(row)), there && dot(fate(there))),
      make("span", { className: "words" }, make("small", {}, row.id, row.group && ` · ${row.group}`), row.text),
      make("small", { className: "cost", title: "model calls" }, row.model_calls ? figure(row.model_calls) : ""));
    item.style.top = `${place * HEIGHT}px`;
    item.addEventListener("click", () => this.onChoose(row.id));
    return item;
  }

  // Return the id that stands so many places after the chosen one.
  after(steps) {
    const at = this.rows.findIndex((row) => row.id === this.chosen);
    const to = at < 0 ? 0 : Math.min(this.rows.length - 1, Math.max(0, at + steps));
    return this.rows[to]?.id;
  }

  // Mark the chosen row and bring it into sight.
  mark(id) {
    this.chosen = id;
    const at = this.rows.findIndex((row) => row.id === id);
    const [top, bottom] = [at * HEIGHT, (at + 1) * HEIGHT];
    if (at >= 0 && top < this.box.scrollTop) this.box.scrollTop = top;
    if (at >= 0 && bottom > this.box.scrollTop + this.box.clientHeight) this.box.scrollTop = bottom - this.box.clientHeight;
    this.draw();
  }
}
