// The run at a glance: figures, how instructions ended, how calls ended, groups; and two runs side by side.

function overview(run, other, onFilter) {
  const runs = other === null ? [run] : [run, other];
  return make("div", { className: "overview" },
    runs.map((number) => runOverview(number, onFilter)),
    other !== null && comparison(run, other, onFilter));
}

function runOverview(number, onFilter) {
  const face = source.runs[number], rows = source.rows[number] ?? [];
  const done = rows.filter((row) => row.status !== "open");
  const sum = (name) => rows.reduce((total, row) => total + Number(row[name]), 0);
  const count = (word) => rows.filter((row) => fate(row) === word).length;
  const judged = rows.some((row) => row.label);
  const rate = face.pass_rate ?? (judged && done.length ? count("solved") / rows.length : null);
  const interval = face.interval && `95 %: ${face.interval.map((end) => (100 * end).toFixed(1)).join(" to ")}`;
  return make("article", {},
    make("h2", {}, face.name, make("small", {}, ` ${face.method} · ${face.model}`)),
    make("div", { className: "tiles" },
      rate !== null && tile("pass rate", percent(rate), interval ?? `judge: ${face.judge}`),
      tile("instructions", figure(rows.length), done.length < rows.length && `${figure(done.length)} done`),
      tile("model calls", figure(sum("model_calls")), perInstruction(sum("model_calls"), done.length)),
      tile("API calls", figure(sum("api_calls")), perInstruction(sum("api_calls"), done.length)),
      tile("tokens", figure(sum("tokens")), perInstruction(sum("tokens"), done.length)),
      tile("time", seconds(face.seconds), done.length && `${(face.seconds / done.length).toFixed(3)} s each`),
      tile("retries", figure(sum("retries")), `${figure(sum("give_ups"))} give-ups`)),
    bars("How instructions ended", FATES.map((word) => [word, count(word)]), onFilter),
    bars("How calls ended", callsByStatus(rows)),
    bars("Solved, by group", solvedByGroup(rows), null, { shares: true }),
    folded("What the run was made with", make("pre", {}, ...json(face.settings))));
}

const perInstruction = (total, done) => done > 0 && `${(total / done).toLocaleString("en-US", { maximumSignificantDigits: 3 })} each`;

const tile = (name, value, more) => make("div", { className: "tile" },
  make("small", {}, name), make("strong", {}, value), more ? make("small", {}, more) : "");

function callsByStatus(rows) {
  const counts = new Map();
  for (const row of rows) {
    for (const [status, count] of Object.entries(row.calls)) counts.set(status, (counts.get(status) ?? 0) + count);
  }
  return [...counts].sort((a, b) => b[1] - a[1]);
}

function solvedByGroup(rows) {
  if (!rows.some((row) => row.label)) return [];
  return [...new Set(rows.map((row) => row.group).filter(Boolean))].sort().map((group) => {
    const mine = rows.filter((row) => row.group === group);
    return [group, mine.filter((row) => fate(row) === "solved").length / mine.length];
  });
}

function comparison(run, other, onFilter) {
  const cells = new Map([["both solved", 0], ["only here", 0], ["only there", 0], ["neither", 0]]);
  for (const row of source.rows[run] ?? []) {
    const there = source.row(other, row.id);
    if (!there) continue;
    const [a, b] = [fate(row) === "solved", fate(there) === "solved"];
    const cell = a && b ? "both solved" : a ? "only here" : b ? "only there" : "neither";
    cells.set(cell, cells.get(cell) + 1);
  }
  const [here, there] = [source.runs[run].name, source.runs[other].name];
  const filter = (word) => word.startsWith("only") && onFilter(word);
  return make("article", {}, make("h2", {}, `${here} (here) beside ${there} (there)`), bars("Solved", [...cells], filter));
}
