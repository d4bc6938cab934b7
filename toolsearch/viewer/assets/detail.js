// One node in full: what the model thought and asked, what came back, what had been tried there before.

function nodeDetail(detail, tree, id) {
  const record = detail.record;
  if (id === ROOT) return rootDetail(record);
  const node = tree.nodes[id];
  const facts = [`turn ${id + 1} of ${tree.nodes.length}`, `depth ${tree.places.get(id).x}`, kind(node.state),
    many(node.usage.prompt_tokens + node.usage.completion_tokens, "token"), seconds(node.usage.seconds)];
  return make("div", { className: "detail" },
    make("p", { className: "facts" }, facts.join(" · ")),
    tree.attempt(id) > 0 && block("Tried here before", tried(tree, id)),
    node.message.reasoning && block("Reasoning", make("p", { className: "said" }, node.message.reasoning)),
    node.message.content && block("Thought", make("p", { className: "said" }, node.message.content)),
    node.message.calls.map((call, i) => exchange(record.tree, node, call, node.observations[i])),
    node.answer !== null && block("Answer", make("p", { className: "said answer" }, node.answer)));
}

function rootDetail(record) {
  const functions = record.tree.functions.map((offered) =>
    folded(offered.name, make("p", {}, offered.description), make("pre", {}, ...json(offered.parameters))));
  return make("div", { className: "detail" },
    record.tree.opening.map((message) => block(message.role, make("p", { className: "said" }, message.content))),
    block(many(functions.length, "function") + " offered", ...functions));
}

// What the model was told had been tried at this state, as its earlier siblings show.
function tried(tree, id) {
  const before = tree.children.get(tree.parent(id)).slice(0, tree.attempt(id));
  return make("ul", {}, before.map((sibling) => {
    const node = tree.nodes[sibling];
    const seen = node.observations.map((observation) => observation.status).join(", ");
    return make("li", {}, `${title(node)}${seen && `: ${seen}`}`);
  }));
}

function exchange(tree, node, call, seen) {
  const marks = [
    node.repeated.includes(call.id) && "answered from memory",
    node.writes.includes(call.id) && "may have changed something: that stays done",
  ].filter(Boolean);
  return block("Call",
    make("p", {}, make("code", {}, call.name), tree.apis[call.name] && ` → ${tree.apis[call.name]}`,
      marks.length > 0 && make("em", {}, ` ${marks.join("; ")}`)),
    call.malformed ? make("pre", {}, call.malformed) : make("pre", {}, ...json(call.arguments)),
    seen && observation(seen));
}

function observation(seen) {
  const shown = seen.length ? `the first ${figure(seen.content.length)} of ${figure(seen.length)} characters` : "";
  const whole = seen.whole && make("small", { className: "hash" },
    `whole body: bodies/${seen.whole.slice(0, 2)}/${seen.whole}`);
  return make("div", { className: "seen" },
    make("p", {}, dot(seen.status), make("b", {}, ` ${seen.status}`), ` · ${seen.source} · ${seconds(seen.seconds)}`,
      shown && ` · ${shown}`, seen.cut.length > 0 && ` · shortened at ${seen.cut.join(", ")}`),
    seen.content && code(seen.content, seen.cut), whole);
}
