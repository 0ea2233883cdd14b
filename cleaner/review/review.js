"use strict";
// The review page. What a document says is put in as text, never as markup, and no address in it is a link.

const $ = (id) => document.getElementById(id);
const PACKED = $("records").textContent.trim().split("\n");
const SORTS = { doubt: "doubt", site: "site", label: "label", rule: "rule", confidence: "least sure cut", language: "language", genre: "genre", cut: "share cut", title: "title" };
const FACETS = { site: "Site", label: "Label", rule: "Rule", genre: "Genre", language: "Language", share: "Share cut", doubts: "Doubt", confidence: "Least sure", state: "Marks" };
const FOLD = 4; // cut lines in a row that are folded
const MOST_ROWS = 3000;
const MOST_LETTERS = 50000; // of a line
const FACT_LETTERS = 2000; // of anything beside the document
const UNSURE = 0.75;
// The same list as in text/printable.py.
const HIDDEN = /(?:[\0-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\ud800-\udfff\u{e0000}-\u{e007f}]|(?<![\u02b0-\u200b\u200e-\u{10ffff}])[\u200c\u200d])+/gu;
const BREAKS = new Set(["\n", "\r", "\v", "\f", "\x85", "\u2028", "\u2029"]);

let index; // what is known of all documents
let order = []; // numbers of those in the list
let current = null; // { number, record, rows, chosen }
let marks = {}; // by number: { accepted, wrong: [start], missed: [{start, end, label}], fields: {name: right value} }

// ---- text ----

function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== null && value !== false) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

const codes = (text) => {
  const signs = Array.from(text, (sign) => "U+" + sign.codePointAt(0).toString(16).toUpperCase().padStart(4, "0"));
  return signs.length > 6 ? `${signs[0]} … ${signs.at(-1)} (${signs.length} signs)` : signs.join(" ");
};

/** Text as nodes: what hides or turns the reading direction is shown as its number. */
function shown(text, most = FACT_LETTERS) {
  const nodes = [];
  const part = text.length > most ? text.slice(0, most) : text;
  let here = 0;
  for (const found of part.matchAll(HIDDEN)) {
    nodes.push(part.slice(here, found.index), make("span", { class: "sign" }, codes(found[0])));
    here = found.index + found[0].length;
  }
  nodes.push(part.slice(here));
  if (part !== text) nodes.push(make("small", {}, ` … ${(text.length - part.length).toLocaleString("en")} more characters`));
  return nodes;
}

/** The same as a string, for attributes and options. */
function plain(text, most = 60) {
  const part = text.slice(0, most).replace(HIDDEN, codes);
  return text.length > most ? part + "…" : part;
}

const percent = (share) => (share && share < 0.01 ? "under 1%" : `${Math.round(100 * share)}%`);

// ---- documents and marks ----

async function unpack(line) {
  const bytes = Uint8Array.from(atob(line), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return JSON.parse(await new Response(stream).text());
}

function remember() {
  for (const [number, mark] of Object.entries(marks)) {
    if (!mark.accepted && !mark.wrong.length && !mark.missed.length && !Object.keys(mark.fields).length) delete marks[number];
  }
  try {
    localStorage.setItem(`cleaner-review-${index.key}`, JSON.stringify(marks));
  } catch {
    say("The browser does not keep the marks: save them before you close the page.");
  }
  const count = Object.keys(marks).length;
  $("marked").textContent = count ? `${count} marked.` : "";
}

function recall() {
  try {
    marks = JSON.parse(localStorage.getItem(`cleaner-review-${index.key}`)) ?? {};
  } catch {
    marks = {};
  }
}

const markOf = (number) => (marks[number] ??= { accepted: false, wrong: [], missed: [], fields: {} });

function stateOf(number) {
  if (!marks[number]) return "unmarked";
  return marks[number].accepted ? "accepted" : "marked";
}

function say(text) {
  $("said").textContent = text;
}

async function save() {
  const documents = [];
  for (const [number, mark] of Object.entries(marks)) documents.push({ record: await unpack(PACKED[Number(number) + 1]), marks: mark });
  if (!documents.length) return say("Nothing is marked yet.");
  const blob = new Blob([JSON.stringify({ cleaner_review: 1, documents })], { type: "application/json" });
  const link = make("a", { href: URL.createObjectURL(blob), download: `${index.name.replace(/[^\p{L}\p{N}.-]+/gu, "-").slice(0, 80)}.review.json` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  say(`${documents.length} documents were saved.`);
}

// ---- the list ----

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

// ---- a document ----

async function open(number, focus = true) {
  const old = current?.number;
  const record = await unpack(PACKED[number + 1]);
  current = { number, record, rows: rowsOf(record), chosen: null };
  if (old !== undefined) refresh(old);
  refresh(number);
  $("title").replaceChildren(...shown(record.title ?? "(no title)"));
  $("origin").replaceChildren(...shown([record.source_path, record.url].filter(Boolean).join(" · ")));
  draw(MOST_ROWS);
  facts();
  choose(null);
  const button = $("documents").querySelector('[aria-current="true"]');
  button?.scrollIntoView({ block: "nearest" });
  if (focus) button?.focus({ preventScroll: true });
  say(`${plain(record.title ?? "(no title)")}, ${record.removed.length} cuts`);
}

/** The lines of a source, each in pieces that were kept, cut or repaired; positions are code points. */
function rowsOf(record) {
  const points = Array.from(record.source);
  const rows = [];
  let row = { pieces: [] };
  let blank = false;
  const end = () => {
    if (row.pieces.some((piece) => piece.text.trim())) {
      row.gap = blank;
      row.cuts = [...new Set(row.pieces.filter((piece) => piece.cut && piece.text.trim()).map((piece) => piece.cut))];
      row.whole = row.pieces.every((piece) => piece.cut || !piece.text.trim());
      rows.push(row);
      blank = false;
    } else blank = true;
    row = { pieces: [] };
  };
  for (const tile of tilesOf(record, points.length)) {
    let from = tile.start;
    const add = (to) => {
      if (from < to) row.pieces.push({ ...tile, start: from, end: to, text: points.slice(from, to).join("") });
    };
    if (!tile.repair) {
      for (let at = tile.start; at < tile.end; at++) {
        if (!BREAKS.has(points[at])) continue;
        add(at);
        end();
        from = at + 1;
      }
    }
    if (tile.repair && tile.start === tile.end) row.pieces.push({ ...tile, text: "" });
    else add(tile.end);
  }
  end();
  return rows;
}

function* tilesOf(record, length) {
  const repairs = record.repairs.slice().sort((one, other) => one.start - other.start);
  let here = 0;
  let at = 0;
  for (const cut of [...record.removed, { start: length, end: length }]) {
    while (at < repairs.length && repairs[at].end <= cut.start) {
      const repair = repairs[at++];
      if (repair.start < here) continue; // it reaches over a cut: the list of repairs has it
      yield { start: here, end: repair.start };
      yield { start: repair.start, end: repair.end, repair };
      here = repair.end;
    }
    yield { start: here, end: cut.start };
    if (cut.label) yield { start: cut.start, end: cut.end, cut };
    here = cut.end;
  }
}

function draw(most) {
  const parts = [];
  const rows = current.rows.slice(0, most);
  for (let at = 0; at < rows.length; ) {
    let to = at;
    while (to < rows.length && rows[to].whole) to++;
    if (to - at >= FOLD) parts.push(fold(rows.slice(at, to), at));
    else if (to > at) parts.push(...rows.slice(at, to).map((row, more) => line(row, at + more)));
    else parts.push(line(rows[to], to++));
    at = to;
  }
  if (current.rows.length > most) {
    const all = make("button", { type: "button" }, `Show the other ${(current.rows.length - most).toLocaleString("en")} lines`);
    all.addEventListener("click", () => draw(Infinity));
    parts.push(all);
  }
  if (!parts.length) parts.push(make("p", {}, "The document is empty."));
  $("rows").replaceChildren(...parts);
}

function fold(rows, at) {
  const counts = new Map();
  for (const row of rows) counts.set(row.cuts[0].label, (counts.get(row.cuts[0].label) ?? 0) + 1);
  const told = [...counts].sort((one, other) => other[1] - one[1]).map(([label, count]) => `${label} ${count}`);
  const summary = make("summary", {}, `${rows.length} lines cut: ${told.join(", ")}`);
  return make("details", { class: "fold" }, summary, ...rows.map((row, more) => line(row, at + more)));
}

function line(row, number) {
  const first = row.cuts[0];
  const node = make("div", { class: "row", "data-row": number });
  node.classList.toggle("gap", row.gap);
  node.classList.toggle("cut", row.whole);
  node.classList.toggle("unsure", row.cuts.some((cut) => cut.confidence < UNSURE));
  if (first) node.dataset.label = first.label;
  const words = make("p", { dir: "auto", id: `words-${number}` });
  for (const piece of row.pieces) {
    if (piece.repair) words.append(make("del", { class: "before" }, ...shown(piece.repair.before)), make("ins", {}, ...shown(piece.repair.after)));
    else if (piece.cut) words.append(make("del", { class: "cut", "data-label": piece.cut.label }, ...shown(piece.text, MOST_LETTERS)));
    else words.append(...shown(piece.text, MOST_LETTERS));
  }
  node.append(make("button", { type: "button", class: "tag", tabindex: -1, "aria-describedby": words.id }), words);
  stamp(node, row);
  return node;
}

/** Shows on a line what it is marked as. */
function stamp(node, row) {
  const mark = marks[current.number];
  const wrong = row.cuts.some((cut) => mark?.wrong.includes(cut.start));
  const missed = mark?.missed.find((one) => one.start === startOf(row));
  node.classList.toggle("wrong", wrong);
  node.classList.toggle("missed", Boolean(missed));
  const tag = node.querySelector(".tag");
  tag.textContent = wrong ? "wrong cut" : missed ? `missed: ${missed.label}` : row.whole ? row.cuts[0].label : row.cuts.length ? "in part" : "·";
  if (tag.textContent === "·") tag.setAttribute("aria-label", "kept line");
  else tag.removeAttribute("aria-label");
}

const startOf = (row) => row.pieces[0].start;
const nodeOf = (number) => $("rows").querySelector(`[data-row="${number}"]`);

/** Chooses a line, so that keys and buttons are about it; null: none. */
function choose(number, focus = true) {
  $("rows").querySelector(".chosen .tag")?.setAttribute("tabindex", "-1");
  $("rows").querySelector(".chosen")?.classList.remove("chosen");
  current.chosen = number;
  const node = number === null ? null : nodeOf(number);
  if (node) {
    const folded = node.closest("details");
    if (folded) folded.open = true;
    node.classList.add("chosen");
    node.querySelector(".tag").setAttribute("tabindex", "0");
    if (focus) node.querySelector(".tag").focus({ preventScroll: true });
    node.scrollIntoView({ block: "nearest" });
  } else $("rows").querySelector(".tag")?.setAttribute("tabindex", "0");
  explain(number);
}

function explain(number) {
  const row = number === null ? null : current.rows[number];
  const mark = marks[current.number];
  const parts = [];
  for (const cut of row?.cuts ?? []) {
    parts.push(
      make("p", {}, make("strong", {}, cut.label), " by ", make("code", {}, ...shown(cut.rule)), ` at ${cut.confidence.toFixed(2)} `, make("meter", { value: cut.confidence, "aria-label": "confidence" })),
      make("p", { class: "small" }, ...shown(current.record.reasons[cut.reason] ?? "")),
    );
  }
  for (const piece of row?.pieces ?? []) if (piece.repair) parts.push(make("p", {}, "repaired by ", make("code", {}, ...shown(piece.repair.rule))));
  if (!parts.length) parts.push(make("p", { class: "small" }, row ? "This line stays." : "Choose a line to see why it was cut, or to mark it."));
  $("reason").replaceChildren(...parts);
  const missed = row && mark?.missed.find((one) => one.start === startOf(row));
  $("wrong").hidden = !row?.cuts.length;
  $("wrong").ariaPressed = String(Boolean(row?.cuts.some((cut) => mark?.wrong.includes(cut.start))));
  $("missed").hidden = $("kind").hidden = !row || row.whole;
  $("missed").ariaPressed = String(Boolean(missed));
  if (missed) $("label").value = missed.label;
  $("accept").ariaPressed = String(Boolean(mark?.accepted));
}

function marked() {
  remember();
  const number = current.chosen;
  if (number !== null) stamp(nodeOf(number), current.rows[number]);
  explain(number);
  refresh(current.number);
}

function wrongCut() {
  const row = current?.rows[current.chosen];
  if (!row?.cuts.length) return say("Choose a cut first: n goes to the next one.");
  const mark = markOf(current.number);
  const starts = row.cuts.map((cut) => cut.start);
  const was = starts.some((start) => mark.wrong.includes(start));
  mark.wrong = mark.wrong.filter((start) => !starts.includes(start)).concat(was ? [] : starts);
  marked();
  // A cut of several lines is wrong in all of them.
  current.rows.forEach((other, number) => {
    if (other.cuts.some((cut) => starts.includes(cut.start)) && nodeOf(number)) stamp(nodeOf(number), other);
  });
  say(was ? "No longer a wrong cut." : "Wrong cut.");
}

function missedFurniture(on) {
  const row = current?.rows[current.chosen];
  if (!row || row.whole) return say("Choose a line that stays first.");
  const mark = markOf(current.number);
  const start = startOf(row);
  const was = mark.missed.some((one) => one.start === start);
  mark.missed = mark.missed.filter((one) => one.start !== start);
  if (on ?? !was) mark.missed.push({ start, end: row.pieces.at(-1).end, label: $("label").value });
  marked();
  say(was && !on ? "No longer missed furniture." : `Missed furniture: ${$("label").value}.`);
}

function accept() {
  if (!current) return;
  const mark = markOf(current.number);
  mark.accepted = !mark.accepted;
  marked();
  if (mark.accepted) step(1);
}

function step(by) {
  if (!order.length) return;
  const at = order.indexOf(current?.number);
  const to = order[Math.max(0, Math.min(order.length - 1, at + by))];
  if (to !== current?.number) open(to);
  else say(by > 0 ? "This is the last document." : "This is the first document.");
}

/** Goes to the next line in a direction for which something holds. */
function move(by, wanted = () => true) {
  if (!current) return;
  for (let at = (current.chosen ?? (by > 0 ? -1 : current.rows.length)) + by; current.rows[at]; at += by) {
    if (wanted(current.rows[at]) && nodeOf(at)) return choose(at);
  }
  say(by > 0 ? "No further one." : "No earlier one.");
}

// ---- metadata ----

function told(value) {
  if (value === null || value === undefined || value === "") return "";
  if (Array.isArray(value)) return value.map(told).join("; ");
  if (typeof value === "object") return Object.entries(value).filter(([, part]) => part !== null).map(([name, part]) => `${name}: ${told(part)}`).join(", ");
  return String(value);
}

function facts() {
  const known = make("dl");
  const unknown = make("dl");
  for (const name of index.fields) (told(current.record[name]) ? known : unknown).append(...fact(name));
  const rest = make("dl");
  for (const [name, value] of Object.entries(current.record)) {
    if (["id", "sha256", "cleaner_version", "rules_version", "record", "extra"].includes(name) && told(value)) rest.append(make("dt", {}, name), make("dd", {}, ...shown(told(value))));
  }
  const repairs = current.record.repairs.slice(0, 200).map((repair) => make("li", {}, ...shown(`${repair.before} → ${repair.after} (${repair.rule})`)));
  $("facts").replaceChildren(
    known,
    make("details", {}, make("summary", {}, "Fields without a value"), unknown),
    make("details", {}, make("summary", {}, "Record"), rest),
    ...(repairs.length ? [make("details", {}, make("summary", {}, `${current.record.repairs.length} repairs`), make("ul", {}, ...repairs))] : []),
  );
}

/** A field: its value, where it comes from, and the button that says that it is wrong. */
function fact(name) {
  const value = told(current.record[name]);
  const origin = current.record.provenance?.[name] ?? {};
  const title = name.replaceAll("_", " ");
  const term = make("dt", { "data-field": name }, make("span", {}, title));
  const detail = make("dd", {}, make("span", { dir: "auto" }, ...(value ? shown(value) : ["not told"])));
  if (origin.source) {
    const sure = origin.confidence === undefined ? "" : ` at ${origin.confidence}`;
    detail.append(make("div", { class: "small" }, ...shown(`from ${origin.source} ${told(origin.key)}${sure}${origin.rule ? `, cut by ${origin.rule}` : ""}`)));
  }
  for (const other of (origin.candidates ?? []).slice(0, 5)) {
    const says = told(other.value) === value ? "also" : `not ${told(other.value)}`;
    detail.append(make("div", { class: "small" }, ...shown(`${says} from ${told(other.source)} ${told(other.key)}`)));
  }
  if (name !== "images" && name !== "kind") {
    const button = make("button", { type: "button", "aria-pressed": String(name in (marks[current.number]?.fields ?? {})) }, "Wrong", make("span", { class: "unseen" }, ` ${title}`));
    button.addEventListener("click", () => wrongField(name, button, detail));
    term.append(button);
    if (name in (marks[current.number]?.fields ?? {})) detail.append(correction(name, title));
  }
  return [term, detail];
}

function wrongField(name, button, detail) {
  const mark = markOf(current.number);
  if (name in mark.fields) {
    delete mark.fields[name];
    detail.querySelector("label").remove();
  } else {
    mark.fields[name] = "";
    detail.append(correction(name, name.replaceAll("_", " ")));
    detail.querySelector("input").focus();
  }
  button.ariaPressed = String(name in mark.fields);
  marked();
}

function correction(name, title) {
  const many = Array.isArray(current.record[name]) ? ", parted by ;" : "";
  const { number } = current;
  const input = make("input", { value: marks[number].fields[name] });
  input.addEventListener("input", () => {
    markOf(number).fields[name] = input.value;
    remember();
  });
  return make("label", { class: "small" }, `Right ${title}${many} (empty: the document does not tell)`, input);
}

function nextField() {
  const buttons = [...$("facts").querySelectorAll("dl:first-child dt button")];
  buttons[(buttons.indexOf(document.activeElement) + 1) % buttons.length]?.focus();
}

// ---- keys and pointers ----

const isCut = (row) => row.cuts.length > 0;
const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  n: () => move(1, isCut),
  p: () => move(-1, isCut),
  a: accept,
  w: wrongCut,
  m: () => missedFurniture(),
  f: nextField,
  s: save,
  "/": () => {
    $("list").open = true;
    $("search").focus();
  },
  "?": () => $("keys").showModal(),
};

function arrows(event, by) {
  if (event.target.closest("#documents")) step(by);
  else if (event.target.closest("#rows .tag")) move(by);
  else return;
  event.preventDefault();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || $("keys").open) return;
  if (event.target.matches("input, select, textarea")) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  if (event.key === "ArrowDown" || event.key === "ArrowUp") return arrows(event, event.key === "ArrowDown" ? 1 : -1);
  const action = KEYS[event.key];
  if (!action || !$("single").checked) return;
  event.preventDefault();
  action();
});

$("documents").addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  open(Number(button.dataset.number));
  if (matchMedia("(max-width: 64rem)").matches) $("list").open = false;
});
const rowOf = (event) => event.target.closest(".row")?.dataset.row;
$("rows").addEventListener("click", (event) => {
  if (rowOf(event) !== undefined && !getSelection().toString()) choose(Number(rowOf(event)));
});
$("rows").addEventListener("focusin", (event) => {
  if (rowOf(event) !== undefined && Number(rowOf(event)) !== current.chosen) choose(Number(rowOf(event)), false);
});
$("rows").addEventListener("mouseover", (event) => {
  if (rowOf(event) !== undefined) explain(Number(rowOf(event)));
});
$("rows").addEventListener("mouseleave", () => current && explain(current.chosen));
$("wrong").addEventListener("click", wrongCut);
$("missed").addEventListener("click", () => missedFurniture());
$("label").addEventListener("change", () => {
  const row = current?.rows[current.chosen];
  if (row && marks[current.number]?.missed.some((one) => one.start === startOf(row))) missedFurniture(true);
});
$("accept").addEventListener("click", accept);
$("next").addEventListener("click", () => step(1));
$("previous").addEventListener("click", () => step(-1));
$("save").addEventListener("click", save);
$("help").addEventListener("click", KEYS["?"]);

async function begin() {
  index = await unpack(PACKED[0]);
  recall();
  controls();
  list();
  remember();
  $("label").value = "other";
  if (matchMedia("(max-width: 64rem)").matches) $("list").open = false;
  if (order.length) await open(order[0], false);
  document.body.dataset.ready = "true";
}

begin();
