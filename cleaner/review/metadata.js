"use strict";
// The metadata: each field with where it comes from, and what a reader says is right.

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
  if (name !== "kind") {
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
    mark.fields[name] = name === "images" ? imageLines(current.record.images) : "";
    detail.append(correction(name, name.replaceAll("_", " ")));
    detail.querySelector("input, textarea").focus();
  }
  button.ariaPressed = String(name in mark.fields);
  marked();
}

/** Images as a reader mends them: a line each. */
const imageLines = (images) => images.map((image) => [image.caption, image.credit].map((part) => (part ?? "").replace(/[|\s]+/g, " ").trim()).join(" | ")).join("\n");

function correction(name, title) {
  const many = name === "images" ? ", a line each, as caption | credit" : Array.isArray(current.record[name]) ? ", parted by ;" : "";
  const { number } = current;
  const input = name === "images" ? make("textarea", { rows: 4 }) : make("input");
  input.value = marks[number].fields[name];
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
