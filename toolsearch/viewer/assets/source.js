// Where the page's data comes from: blocks within it, or the server it came from (live).

const BLANK = {
  group: "", status: "open", label: "", why: "", answer: "", attempt: 0, model_calls: 0, api_calls: 0, tokens: 0,
  seconds: 0, turns: 0, retries: 0, give_ups: 0, calls: {},
};

async function inflate(text) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return JSON.parse(await new Response(stream).text(), spelling);
}

class PageSource {
  constructor(index) {
    this.live = false;
    this.runs = index.runs;
    this.rows = index.rows.map((rows) => rows.map((row) => ({ ...BLANK, ...row })));
    this.places = this.rows.map((rows) => new Map(rows.map((row, place) => [row.id, place])));
  }

  row(run, id) { return this.rows[run]?.[this.places[run].get(id)]; }

  async detail(run, id) {
    const block = document.getElementById(`r${run}-${this.places[run]?.get(id)}`);
    return block ? inflate(block.textContent) : null;
  }

  async refresh() { return false; }

  async keep() { return false; }
}

class LiveSource {
  constructor() {
    this.live = true;
    this.runs = [];
    this.rows = [];
    this.places = [];
    this.version = 0;
  }

  row(run, id) { return this.rows[run]?.[this.places[run].get(id)]; }

  async detail(run, id) {
    const query = new URLSearchParams({ run, id });
    const answer = await fetch(`record?${query}`);
    return answer.ok ? JSON.parse(await answer.text(), spelling) : null;
  }

  // Take in what was recorded since the last time; tell whether anything was.
  async refresh() {
    const answer = await fetch(`news?since=${this.version}`);
    if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
    const news = await answer.json();
    this.runs = news.runs;
    news.rows.forEach((rows, run) => {
      this.rows[run] ??= [];
      this.places[run] ??= new Map();
      for (const row of rows) {
        const place = this.places[run].get(row.id) ?? this.rows[run].length;
        this.places[run].set(row.id, place);
        this.rows[run][place] = { ...BLANK, ...row };
      }
    });
    const changed = news.version !== this.version;
    this.version = news.version;
    return changed;
  }

  // Write a label into the run itself; tell whether it is there.
  async keep(run, verdict) {
    const answer = await fetch("label", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ run, verdict }),
    });
    return answer.ok;
  }
}

const index = JSON.parse(document.getElementById("index").textContent);
const source = index.live ? new LiveSource() : new PageSource(index);

// How an instruction ended, in words: the judge's label where there is one, else the path's status.
const FATES = [
  "solved", "answered", "unsure", "wrong answer", "gave up", "exhausted", "over budget", "failed", "not run yet",
];

function fate(row) {
  if (row.label === "solved" || row.label === "unsure") return row.label;
  switch (row.status) {
    case "answer": return row.label === "unsolved" ? "wrong answer" : "answered";
    case "give_up": return "gave up";
    case "budget": return "over budget";
    case "open": return "not run yet";
    default: return row.status;
  }
}
