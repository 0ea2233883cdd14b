"use strict";
// What a document says as nodes: as text (textContent), never as markup, and no address in it is a link.

const $ = (id) => document.getElementById(id);
const MOST_LETTERS = 50000; // of a line
const FACT_LETTERS = 2000; // of anything beside the document
// The same list as in text/printable.py.
const HIDDEN = /(?:[\0-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\ud800-\udfff\u{e0000}-\u{e007f}]|(?<![\u02b0-\u200b\u200e-\u{10ffff}])[\u200c\u200d])+/gu;


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
