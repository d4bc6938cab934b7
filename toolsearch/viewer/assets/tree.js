// The decision tree, drawn from left to right: a column for each depth, a row for each leaf; a node stands beside its
// first child, so that a path without retries is a straight line.

const WIDE = 208, HIGH = 58, CARD = { wide: 172, high: 44 }; // pixels; the card as in page.css
const ROOT = -1;

class Tree {
  constructor(record) {
    this.nodes = record?.tree?.nodes ?? [];
    this.children = new Map([[ROOT, []]]);
    for (const node of this.nodes) {
      this.children.set(node.id, []);
      this.children.get(node.parent ?? ROOT).push(node.id);
    }
    this.places = new Map();
    this.rows = 0;
    this.layOut(ROOT, 0);
    this.columns = 1 + Math.max(...[...this.places.values()].map((place) => place.x));
    const winner = this.nodes.find((node) => node.state === "answer" && node.answer === record.answer);
    this.end = winner?.id ?? this.nodes.at(-1)?.id ?? ROOT;
    this.winning = new Set(winner ? this.path(winner.id) : []);
  }

  // Give a node and all below it their places; return the node's row.
  layOut(id, depth) {
    const below = this.children.get(id).map((child) => this.layOut(child, depth + 1));
    const y = below[0] ?? this.rows++;
    this.places.set(id, { x: depth, y });
    return y;
  }

  parent(id) { return id === ROOT ? ROOT : this.nodes[id].parent ?? ROOT; }

  path(id) { return id === ROOT ? [ROOT] : [...this.path(this.parent(id)), id]; }

  // The place of a node among its parent's children: 0 is the first attempt there.
  attempt(id) { return id === ROOT ? 0 : this.children.get(this.parent(id)).indexOf(id); }

  // Where an arrow key leads from a node.
  step(id, key) {
    if (key === "ArrowLeft") return this.parent(id);
    if (key === "ArrowRight") return this.children.get(id)[0] ?? id;
    const { x, y } = this.places.get(id);
    const ahead = key === "ArrowDown" ? 1 : -1;
    const column = [...this.places].filter(([, place]) => place.x === x && (place.y - y) * ahead > 0);
    const nearer = (a, b) => Math.abs(a[1].y - y) - Math.abs(b[1].y - y);
    return column.sort(nearer)[0]?.[0] ?? id;
  }

  draw(chosen, onChoose) {
    const space = make("div", { className: "space" });
    space.style.width = `${this.columns * WIDE}px`;
    space.style.height = `${this.rows * HIGH}px`;
    space.append(this.edges(), ...[...this.places.keys()].map((id) => this.card(id, id === chosen, onChoose)));
    return make("div", { className: "tree", role: "group", "aria-label": "Decision tree" }, space);
  }

  edges() {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("width", this.columns * WIDE);
    svg.setAttribute("height", this.rows * HIGH);
    svg.setAttribute("aria-hidden", "true");
    for (const node of this.nodes) {
      const from = this.places.get(node.parent ?? ROOT), to = this.places.get(node.id);
      const [x1, x2] = [from.x * WIDE + CARD.wide, to.x * WIDE];
      const [y1, y2] = [from.y, to.y].map((y) => y * HIGH + CARD.high / 2 + 4);
      const edge = document.createElementNS("http://www.w3.org/2000/svg", "path");
      edge.setAttribute("d", `M${x1} ${y1}C${x1 + 18} ${y1} ${x2 - 18} ${y2} ${x2} ${y2}`);
      edge.classList.toggle("retry", this.attempt(node.id) > 0);
      edge.classList.toggle("win", this.winning.has(node.id));
      svg.append(edge);
    }
    return svg;
  }

  card(id, chosen, onChoose) {
    const { x, y } = this.places.get(id);
    const node = this.nodes[id];
    const card = make("button", {
      type: "button", className: `card ${node ? kind(node.state) : "root"}`, "data-node": String(id),
      "aria-current": chosen && "true", tabIndex: chosen ? 0 : -1,
    }, ...(node ? this.face(node) : ["Instruction", make("small", {}, many(this.nodes.length, "turn"))]));
    card.classList.toggle("win", this.winning.has(id));
    card.style.left = `${x * WIDE}px`;
    card.style.top = `${y * HIGH + 4}px`;
    card.addEventListener("click", () => onChoose(id));
    return card;
  }

  face(node) {
    const marks = node.observations.map((seen) => dot(seen.status));
    const retry = this.attempt(node.id);
    return [
      make("span", { className: "name" }, title(node)),
      make("small", {}, ...marks, retry > 0 && make("b", { title: "made at a state left before" }, `retry ${retry} `),
        node.message.content || node.message.reasoning || ""),
    ];
  }
}

// What a turn did, in a few words.
function title(node) {
  if (node.state === "answer") return "Finish: answer";
  if (node.state === "give_up") return "Give up";
  if (node.state === "error") return "the model failed";
  return node.message.calls.map((call) => call.name).join(" + ") || "text only";
}
