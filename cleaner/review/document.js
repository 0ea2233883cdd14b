"use strict";
// The document in the middle: its lines, which one is chosen, and why it was cut.

const FOLD = 4; // cut lines in a row that are folded
const MOST_ROWS = 3000;
const UNSURE = 0.75;
const BREAKS = new Set(["\n", "\r", "\v", "\f", "\x85", "\u2028", "\u2029"]);


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

/** Tells below the document of a line: of the chosen one, or of the one that is pointed at. */
function tell(row) {
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
}

/** Tells of the chosen line, and offers what can be said of it. */
function explain(number) {
  const row = number === null ? null : current.rows[number];
  const mark = marks[current.number];
  tell(row);
  const missed = row && mark?.missed.find((one) => one.start === startOf(row));
  $("wrong").hidden = !row?.cuts.length;
  $("wrong").ariaPressed = String(Boolean(row?.cuts.some((cut) => mark?.wrong.includes(cut.start))));
  $("missed").hidden = $("kind").hidden = !row || row.whole;
  $("missed").ariaPressed = String(Boolean(missed));
  if (missed) $("label").value = missed.label;
  $("accept").ariaPressed = String(Boolean(mark?.accepted));
}
