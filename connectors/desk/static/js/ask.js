// One question in the page before something that cannot be undone.

import { byId } from "./dom.js";

let settle = () => {};

/** Ask `text`; gives whether the answer was `yes`. */
export function ask(text, yes) {
  answer(false);
  byId("ask-text").textContent = text;
  byId("ask-yes").textContent = yes;
  byId("ask").showModal();
  byId("ask-yes").focus();
  return new Promise((resolve) => {
    settle = resolve;
  });
}

/** Answer the question that stands, if one does. */
export function answer(agreed) {
  settle(agreed);
  settle = () => {};
  byId("ask").close();
}

/** Make its buttons answer; Escape means no. */
export function wireAsking() {
  byId("ask-yes").addEventListener("click", () => answer(true));
  byId("ask-no").addEventListener("click", () => answer(false));
  byId("ask").addEventListener("close", () => answer(false));
}
