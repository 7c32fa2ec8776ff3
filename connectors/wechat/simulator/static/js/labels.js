// Every text of the page, from labels.json.

let labels = null;

/** Load the texts and put them where the page's markup asks for them. */
export async function loadLabels() {
  labels = await (await fetch("/static/labels.json")).json();
  for (const node of document.querySelectorAll("[data-label]")) node.textContent = t(node.dataset.label);
  for (const node of document.querySelectorAll("[data-label-aria]")) {
    node.setAttribute("aria-label", t(node.dataset.labelAria));
  }
  for (const node of document.querySelectorAll("[data-label-placeholder]")) {
    node.placeholder = t(node.dataset.labelPlaceholder);
  }
}

/** A text of the page, its {fields} filled in. */
export const t = (name, fields = {}) => fill(labels.page[name], fields);

/** A text of another section. */
export const of = (section, name, fields = {}) => fill(labels[section][name], fields);

/** A section as it is. */
export const section = (name) => labels[name];

/** `text` with its {fields} filled in. */
export function fill(text, fields) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in fields ? String(fields[name]) : whole));
}

/** Seconds as people read them. */
export const seconds = (value) => value.toFixed(2);
