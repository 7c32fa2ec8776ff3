// Makes elements. Text always becomes text nodes: nothing here parses markup.

const SVG = "http://www.w3.org/2000/svg";
const ICONS = new URL("../art/icons.svg", import.meta.url).pathname;

/** The element with this id. */
export const byId = (id) => document.getElementById(id);

/** A new element of `tag` with a class and children (elements or strings; null is left out). */
export function el(tag, className = "", ...children) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

/** An icon of art/icons.svg; it takes the colour of the text around it. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${ICONS}#${name}`);
  svg.classList.add("icon");
  svg.setAttribute("aria-hidden", "true");
  svg.append(use);
  return svg;
}

/** A button that runs `action`. */
export function button(className, action, ...children) {
  const node = el("button", className, ...children);
  node.type = "button";
  node.addEventListener("click", action);
  return node;
}

/** A link that opens beside the page; plain text where the address is not one of the web. */
export function link(address, text) {
  if (!onTheWeb(address)) return el("span", "", text);
  const node = el("a", "", text);
  node.href = address;
  node.target = "_blank";
  node.rel = "noopener noreferrer";
  return node;
}

function onTheWeb(address) {
  if (typeof address !== "string") return false;
  try {
    return ["http:", "https:"].includes(new URL(address).protocol);
  } catch {
    return false;
  }
}

/** `text` with each of `quotes` that occurs in it marked. */
export function marked(text, quotes) {
  const wanted = quotes.filter((quote) => quote);
  const pieces = [];
  let from = 0;
  while (from < text.length) {
    const [at, quote] = firstOf(text, wanted, from);
    if (at < 0) break;
    pieces.push(text.slice(from, at), el("mark", "", quote));
    from = at + quote.length;
  }
  return [...pieces, text.slice(from)].filter((piece) => piece !== "");
}

function firstOf(text, quotes, from) {
  let best = [-1, ""];
  for (const quote of quotes) {
    const at = text.indexOf(quote, from);
    const earlier = at >= 0 && (best[0] < 0 || at < best[0] || (at === best[0] && quote.length > best[1].length));
    if (earlier) best = [at, quote];
  }
  return best;
}

/** What to do when there is nothing to show: an icon, what it is, and the next step. */
export function emptiness(name, title, hint) {
  return [icon(name), el("p", "empty-title", title), hint ? el("p", "empty-hint", hint) : null].filter(Boolean);
}

/** Change the text of `node` only where it differs. */
export function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}
