// The words of the page, from labels.json.
//
// An element of index.html says which words it shows by data-label (its text), data-label-name
// (its accessible name) or data-label-placeholder.

const ADDRESS = new URL("../labels.json", import.meta.url);

let table = { texts: {}, names: {} };

/** Fetch the words and show them in the page. Rejects when they cannot be had. */
export async function load() {
  const response = await fetch(ADDRESS, { cache: "no-cache" });
  if (!response.ok) throw new Error(`labels.json: ${response.status}`);
  table = await response.json();
  show(document);
}

/** Whether there are words of this key. */
export const known = (key) => Object.hasOwn(table.texts, key);

/** The words of a key, with {placeholders} filled. */
export function say(key, slots = {}) {
  if (!known(key)) {
    console.error(`labels.json has no text ${key}`);
    return "";
  }
  return table.texts[key].replace(/\{(\w+)\}/g, (whole, name) => (name in slots ? String(slots[name]) : whole));
}

/** The name of one of the server's values of this kind ("channel", "cause", ...); the value itself where it has none. */
export function nameOf(kind, value) {
  const names = table.names[kind];
  return Object.hasOwn(names, value) ? names[value] : String(value);
}

function show(root) {
  for (const node of root.querySelectorAll("[data-label]")) node.textContent = say(node.dataset.label);
  for (const node of root.querySelectorAll("[data-label-name]")) {
    node.setAttribute("aria-label", say(node.dataset.labelName));
  }
  for (const node of root.querySelectorAll("[data-label-placeholder]")) {
    node.placeholder = say(node.dataset.labelPlaceholder);
  }
}
