// Text of a message, with the links that the platform makes of it: <a href> and bare addresses.

import { button, pageLink } from "./dom.js";

const PIECE = /<a\s([^<>]*)>([^<]*)<\/a>|https?:\/\/[\w\-./?%&=#:~+@!$,;*()[\]]+/gi;
const HREF = /\bhref\s*=\s*(?:"([^"]*)"|'([^']*)')/i;
const SAYS = "weixin://bizmsgmenu?";

/** The nodes for `text`. `say(text, id)` is for links that say something in the person's name. */
export function linked(text, say) {
  const nodes = [];
  let at = 0;
  for (const found of text.matchAll(PIECE)) {
    nodes.push(text.slice(at, found.index), piece(found, say));
    at = found.index + found[0].length;
  }
  nodes.push(text.slice(at));
  return nodes.filter((node) => node !== "");
}

function piece([whole, attributes, inner], say) {
  if (attributes === undefined) return pageLink("", whole, whole);
  const [, double, single] = HREF.exec(attributes) ?? [];
  const href = (double ?? single ?? "").replaceAll("&amp;", "&").trim();
  if (href.startsWith(SAYS)) {
    const wanted = new URLSearchParams(href.slice(SAYS.length));
    const said = wanted.get("msgmenucontent");
    return said ? button("link", () => say(said, wanted.get("msgmenuid")), inner) : inner;
  }
  return isPage(href) ? pageLink("", href, inner) : inner;
}

/** Whether this address is a page on the web. */
export function isPage(href) {
  try {
    return ["http:", "https:"].includes(new URL(href).protocol);
  } catch {
    return false;
  }
}
