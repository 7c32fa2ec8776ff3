// Short messages: at the reply, about the case that is open; and across the page, about everything.

import { byId, write } from "./dom.js";

const SHOWN_MS = 6000;
let timer = null;

/** Say something for a moment at the top of the page. */
export function notify(text) {
  clearTimeout(timer);
  write(byId("notice"), text);
  byId("notice").hidden = false;
  timer = setTimeout(() => {
    byId("notice").hidden = true;
  }, SHOWN_MS);
}

/** Say something at the reply until something else is said there. @param kind "trouble", "done" or "plain" */
export function tellAtReply(text, kind = "plain") {
  write(byId("reply-status"), text);
  byId("reply-status").dataset.kind = kind;
  byId("reply-status").hidden = text === "";
}
