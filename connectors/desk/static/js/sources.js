// Where a text comes from.

import { el, icon, link } from "./dom.js";
import { say } from "./labels.js";

/** Title, who issued it and when; the title is a link where it is on the web. */
export function sourceLine(source) {
  const origin = source.published
    ? say("source_dated", { issuer: source.issuer, published: source.published })
    : source.issuer;
  return el("p", "source", icon("paper"), el("span", "", link(source.url, source.title), el("span", "issuer", origin)));
}
