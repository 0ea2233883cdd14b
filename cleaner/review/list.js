"use strict";
// The list of documents, filtered and sorted.

const SORTS = { doubt: "doubt", site: "site", label: "label", rule: "rule", confidence: "least sure cut", language: "language", genre: "genre", cut: "share cut", title: "title" };
const FACETS = { site: "Site", label: "Label", rule: "Rule", genre: "Genre", language: "Language", share: "Share cut", doubts: "Doubt", confidence: "Least sure", state: "Marks" };


const valuesOf = (number, facet) => (facet === "state" ? [stateOf(number)] : [index.documents[number][facet]].flat());

function fits(number) {
  const entry = index.documents[number];
  const wanted = $("search").value.toLowerCase();
  if (wanted && ![entry.title, entry.path, entry.site].some((text) => text.toLowerCase().includes(wanted))) return false;
  return [...$("facets").querySelectorAll("select")].every((select) => !select.value || valuesOf(number, select.name).includes(JSON.parse(select.value)));
}

function compare(first, second) {
  const by = $("sort").value;
  const [one, other] = [index.documents[first], index.documents[second]];
  if (by === "doubt" || by === "cut") return other[by] - one[by] || first - second;
  const [left, right] = [one, other].map((entry) => String([entry[by]].flat()[0] ?? "\uffff"));
  return left < right ? -1 : left > right ? 1 : first - second;
}

function list() {
  order = index.documents.map((_, number) => number).filter(fits).sort(compare);
  $("documents").replaceChildren(...order.map(item));
  $("count").textContent = `${order.length} of ${index.documents.length}`;
}

function item(number) {
  const entry = index.documents[number];
  const state = stateOf(number);
  const chosen = current?.number === number;
  const button = make("button", { type: "button", "data-number": number, "aria-current": chosen && "true", tabindex: chosen || (!current && number === order[0]) ? 0 : -1 });
  button.append(make("span", { dir: "auto" }, ...shown(entry.title)));
  const about = make("small", {}, ...shown(`${entry.site} · ${entry.language} · ${percent(entry.cut)} cut · doubt ${(100 * entry.doubt).toFixed(1)}%`));
  if (state !== "unmarked") about.append(" · ", make("span", { class: "state" }, state));
  button.append(about);
  return make("li", {}, button);
}

function refresh(number) {
  const old = $("documents").querySelector(`[data-number="${number}"]`);
  if (old) {
    const focused = old === document.activeElement;
    const made = item(number);
    old.parentNode.replaceWith(made);
    if (focused) made.firstChild.focus();
  }
}

function controls() {
  for (const [name, title] of Object.entries(SORTS)) $("sort").append(make("option", { value: name }, title));
  $("sort").value = index.by ?? "doubt";
  for (const [name, title] of Object.entries(FACETS)) {
    const counts = new Map();
    const numbers = index.documents.map((_, number) => number);
    for (const value of numbers.flatMap((number) => valuesOf(number, name))) counts.set(value, (counts.get(value) ?? 0) + 1);
    if (name === "state") for (const state of ["unmarked", "marked", "accepted"]) counts.set(state, counts.get(state) ?? 0);
    const options = [...counts].sort(([one], [other]) => (one < other ? -1 : 1)).map(([value, count]) => make("option", { value: JSON.stringify(value) }, name === "state" ? value : `${plain(value)} (${count})`));
    $("facets").append(make("label", {}, title, make("select", { name }, make("option", { value: "" }, "all"), ...options)));
  }
  $("filters").addEventListener("change", list);
  $("sort").addEventListener("change", list);
  $("search").addEventListener("input", list);
}
