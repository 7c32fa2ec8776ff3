// The account's menu under the chat.

import { isPage } from "./links.js";
import { button, byId, el, icon } from "./dom.js";

let shown = "";

/** Close what is open when something else is tapped. */
export function wireMenu() {
  document.addEventListener("click", (event) => {
    if (!event.target.closest("#menu")) closeAll();
  });
}

function closeAll(except = null) {
  for (const list of document.querySelectorAll("#menu .under")) if (list !== except) list.hidden = true;
}

/** Show the buttons; `act.tap(key)` and `act.open(url)` are what they do. */
export function showMenu(buttons, act) {
  const state = JSON.stringify(buttons);
  if (state === shown) return;
  shown = state;
  const place = byId("menu");
  place.hidden = buttons.length === 0;
  place.replaceChildren(...buttons.map((one) => (one.sub_button ? group(one, act) : leaf(one, act))));
}

function leaf(one, act) {
  return button("", () => press(one, act), one.name);
}

function group(one, act) {
  const list = el("div", "under", ...one.sub_button.map((sub) => leaf(sub, act)));
  list.hidden = true;
  const opener = button("", () => {
    closeAll(list);
    list.hidden = !list.hidden;
  }, icon("down"), one.name);
  list.addEventListener("click", () => {
    list.hidden = true;
  });
  return el("div", "group", list, opener);
}

function press(one, act) {
  if (one.type === "click") act.tap(one.key);
  else if (isPage(one.url)) {
    window.open(one.url, "_blank", "noopener,noreferrer");
    act.open(one.url);
  }
}
