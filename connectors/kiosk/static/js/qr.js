// A QR code that the server drew, as a picture that can have any size.

import { SVG } from "./dom.js";

/** The address of the picture of this SVG markup: as an image nothing in it can act. */
export function pictureOf(markup) {
  return `data:image/svg+xml,${encodeURIComponent(standingAlone(markup.trim()))}`;
}

/** Markup for the inside of a page lacks what a file of its own needs: a namespace, and a box to be scaled by. */
function standingAlone(markup) {
  const [opening] = markup.match(/<svg[^>]*>/) ?? [""];
  const [width, height] = ["width", "height"].map((name) => opening.match(`\\s${name}="([\\d.]+)`)?.[1]);
  const missing = [];
  if (!/\sxmlns=/.test(opening)) missing.push(`xmlns="${SVG}"`);
  if (!/\sviewBox=/.test(opening) && width && height) missing.push(`viewBox="0 0 ${width} ${height}"`);
  return missing.length > 0 ? markup.replace("<svg", `<svg ${missing.join(" ")}`) : markup;
}
