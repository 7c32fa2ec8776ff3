// Makes elements. Text always becomes text nodes: nothing here parses markup.

/** The namespace of SVG. */
export const SVG = "http://www.w3.org/2000/svg";
const ICONS = new URL("../art/icons.svg", import.meta.url).pathname;

/** The element with this id. */
export const byId = (id) => document.getElementById(id);

/** A new element of `tag` with a class and children (elements or strings). */
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

/** A telephone number: a link that dials on a phone, large text on a kiosk. */
export function phone(number, className) {
  const dials = matchMedia("(max-width: 699px) and (pointer: coarse)").matches;
  const node = el(dials ? "a" : "span", className, number);
  if (dials) node.href = `tel:${number.replace(/[^0-9+]/g, "")}`;
  return node;
}
