"use strict";
// The review page: its documents, what a reader marked, keys and pointers. text.js, list.js, document.js and metadata.js come before it.

const PACKED = $("records").textContent.trim().split("\n");
let index; // what is known of all documents
let order = []; // numbers of those in the list
let current = null; // { number, record, rows, chosen }
let marks = {}; // by number: { accepted, wrong: [start], missed: [{start, end, label}], fields: {name: right value} }
let turn = Promise.resolve(); // when all that was asked for so far is done

/** Does what a reader asks for once all that was asked for before is done: opening a document takes a moment, and no key is lost meanwhile. */
function inTurn(action) {
  const article = document.querySelector("article");
  const mine = (turn = turn.then(action).catch(reportError));
  article.ariaBusy = "true";
  mine.then(() => {
    if (mine === turn) article.ariaBusy = null;
  });
}

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

// ---- marks ----

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
  if (mark.accepted) return step(1);
}

function step(by) {
  if (!order.length) return;
  const at = order.indexOf(current?.number);
  const to = order[Math.max(0, Math.min(order.length - 1, at + by))];
  if (to !== current?.number) return open(to);
  say(by > 0 ? "This is the last document." : "This is the first document.");
}

/** Goes to the next line in a direction for which something holds. */
function move(by, wanted = () => true) {
  if (!current) return;
  for (let at = (current.chosen ?? (by > 0 ? -1 : current.rows.length)) + by; current.rows[at]; at += by) {
    if (wanted(current.rows[at]) && nodeOf(at)) return choose(at);
  }
  say(by > 0 ? "No further one." : "No earlier one.");
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
  if (event.target.closest("#documents")) inTurn(() => step(by));
  else if (event.target.closest("#rows .tag")) inTurn(() => move(by));
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
  inTurn(action);
});

$("documents").addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  inTurn(() => open(Number(button.dataset.number)));
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
  if (rowOf(event) !== undefined) tell(current.rows[Number(rowOf(event))]);
});
$("rows").addEventListener("mouseleave", () => current && tell(current.rows[current.chosen]));
$("wrong").addEventListener("click", () => inTurn(wrongCut));
$("missed").addEventListener("click", () => inTurn(() => missedFurniture()));
$("label").addEventListener("change", () => {
  const row = current?.rows[current.chosen];
  if (row && marks[current.number]?.missed.some((one) => one.start === startOf(row))) missedFurniture(true);
});
$("accept").addEventListener("click", () => inTurn(accept));
$("next").addEventListener("click", () => inTurn(() => step(1)));
$("previous").addEventListener("click", () => inTurn(() => step(-1)));
$("save").addEventListener("click", () => inTurn(save));
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

inTurn(begin);
