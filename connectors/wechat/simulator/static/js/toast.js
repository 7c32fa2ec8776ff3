// A short message over the bottom of the chat, and what to say about a call that failed.

import { Failed } from "./api.js";
import { byId } from "./dom.js";
import { of } from "./labels.js";

const SHOWN_MS = 5000;

let timer = 0;

/** Say something for a while. */
export function toast(text) {
  const place = byId("toast");
  place.textContent = text;
  place.hidden = false;
  clearTimeout(timer);
  timer = setTimeout(() => {
    place.hidden = true;
  }, SHOWN_MS);
}

/** Run `action`; say so when it fails. Gives whether it worked. */
export async function tried(action) {
  try {
    await action();
    return true;
  } catch (error) {
    if (!(error instanceof Failed)) throw error;
    const names = { 0: "offline", 413: "too_large", 422: "not_sound" };
    toast(of("trouble", names[error.status] ?? "failed"));
    return false;
  }
}
