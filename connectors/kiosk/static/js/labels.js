// The words of the page, from labels.json, in the dialect of the moment.
//
// An element says which words it shows by data-label (its text), data-label-name (its accessible
// name) or data-label-placeholder, so that all of them can be shown again in the other dialect.

import { el } from "./dom.js";

const ADDRESS = new URL("../labels.json", import.meta.url);
const LANGUAGE = { yue: "yue-Hans", cmn: "zh-Hans" };

let table = { texts: {}, fields: {}, topics: [], numbers: {} };
let spoken = "yue";

/** Fetch the words. Rejects when they cannot be had. */
export async function load() {
  const response = await fetch(ADDRESS, { cache: "no-cache" });
  if (!response.ok) throw new Error(`labels.json: ${response.status}`);
  table = await response.json();
}

/** The dialect the page is in: "yue" or "cmn". */
export const dialect = () => spoken;

/** Show the whole page in another dialect. */
export function speak(wanted) {
  spoken = wanted;
  document.documentElement.lang = LANGUAGE[wanted];
  refresh(document);
}

/** Whether there are words of this key. */
export const known = (key) => key in table.texts;

/** The words of a key, with {placeholders} filled. */
export function say(key, slots = {}) {
  const text = table.texts[key]?.[spoken] ?? "";
  if (!text) console.error(`labels.json has no text ${key}`);
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in slots ? String(slots[name]) : whole));
}

/** Words that come in both dialects, in the one of the moment. */
export const inDialect = (both) => both[spoken];

/** The name of a card's field; empty for a field that is not known. */
export const fieldName = (key) => table.fields[key]?.[spoken] ?? "";

export const topics = () => table.topics;
export const numbers = (kind) => table.numbers[kind] ?? [];

/** A new element that shows the words of `key`, also after a change of dialect. */
export function labelled(tag, className, key, slots = {}) {
  const node = el(tag, className);
  label(node, key, slots);
  return node;
}

/** Make `node` show the words of `key`. */
export function label(node, key, slots = {}) {
  node.dataset.label = key;
  node.dataset.slots = JSON.stringify(slots);
  node.textContent = say(key, slots);
}

/** Show every labelled element below `root` in the dialect of the moment. */
export function refresh(root) {
  for (const node of root.querySelectorAll("[data-label]")) {
    node.textContent = say(node.dataset.label, JSON.parse(node.dataset.slots ?? "{}"));
  }
  for (const node of root.querySelectorAll("[data-label-name]")) {
    node.setAttribute("aria-label", say(node.dataset.labelName));
  }
  for (const node of root.querySelectorAll("[data-label-placeholder]")) {
    node.placeholder = say(node.dataset.labelPlaceholder);
  }
}
