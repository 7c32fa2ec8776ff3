// Makes elements. Text always becomes text nodes: nothing here parses markup.

const SVG = "http://www.w3.org/2000/svg";

/** The element with this id. */
export const byId = (id) => document.getElementById(id);

/** A new element of `tag` with a class and children (elements or strings). */
export function el(tag, className = "", ...children) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

/** A button that runs `action`. */
export function button(className, action, ...children) {
  const node = el("button", className, ...children);
  node.type = "button";
  node.addEventListener("click", action);
  return node;
}

/** An icon of art/icons.svg in the colour of the text around it. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `/static/art/icons.svg#${name}`);
  svg.classList.add("icon");
  svg.setAttribute("aria-hidden", "true");
  svg.append(use);
  return svg;
}

/** A link that opens beside this page. */
export function pageLink(className, href, ...children) {
  const node = el("a", className, ...children);
  node.href = href;
  node.target = "_blank";
  node.rel = "noopener noreferrer";
  return node;
}
