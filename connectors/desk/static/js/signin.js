// Signing in: at first on its own, later as a dialog over the page when the session has expired.

import * as api from "./api.js";
import { duration } from "./clock.js";
import { byId } from "./dom.js";
import { say } from "./labels.js";

const dialog = () => byId("sign-in");

let underway = null; // the promise of who signs in, while the dialog is open
let locked = null;
let done = () => {};

/** Ask somebody to sign in; gives Me. `former` is whose session has expired, null at first. */
export function signIn(former) {
  underway ??= new Promise((resolve) => {
    done = resolve;
    open(former);
  }).finally(() => {
    underway = null;
  });
  return underway;
}

function open(former) {
  byId("sign-in-title").textContent = say(former ? "sign_in_again" : "sign_in");
  byId("sign-in-hint").textContent = say(former ? "sign_in_again_hint" : "sign_in_hint");
  byId("password").value = "";
  if (former) byId("account").value = former.name;
  if (!locked) complain("");
  dialog().showModal();
  // Over the page, what is being typed at this moment must not end up in the form.
  byId(former ? "sign-in-title" : "account").focus();
}

/** Make the form work. */
export function wireSignIn() {
  byId("sign-in-form").addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  dialog().addEventListener("cancel", (event) => event.preventDefault());
  dialog().addEventListener("close", () => underway && dialog().showModal());
  for (const id of ["account", "password"]) byId(id).addEventListener("input", () => invalid(id, false));
}

async function submit() {
  const name = byId("account").value.trim();
  const password = byId("password").value;
  if (locked || byId("sign-in-do").disabled) return;
  if (!name || !password) {
    missing(name ? "password" : "account");
    return;
  }
  busy(true);
  complain("");
  try {
    const me = await api.login(name, password);
    const settle = done;
    byId("password").value = "";
    underway = null;
    dialog().close();
    settle(me);
  } catch (trouble) {
    refused(trouble);
  } finally {
    busy(false);
  }
}

function missing(id) {
  complain(say(id === "account" ? "sign_in_name_missing" : "sign_in_password_missing"));
  invalid(id, true);
  byId(id).focus();
}

function refused(trouble) {
  if (trouble.kind === "locked_out" || (trouble.kind === "busy" && trouble.wait_s > 0)) {
    lock(trouble.wait_s || 60);
    return;
  }
  complain(trouble.sentence);
  if (trouble.kind !== "wrong_credentials") return;
  invalid("password", true);
  byId("password").select();
  byId("password").focus();
}

/** Nobody can sign in for so long; the time left counts down. */
function lock(seconds) {
  const until = performance.now() + seconds * 1000;
  const tell = () => {
    const left = Math.ceil((until - performance.now()) / 1000);
    byId("sign-in-left").textContent = left > 0 ? say("locked_for", { time: duration(left) }) : "";
    byId("sign-in-do").disabled = left > 0;
    if (left > 0) return;
    clearInterval(locked);
    locked = null;
    complain(say("locked_over"));
  };
  clearInterval(locked);
  complain(say("trouble_locked_out"));
  locked = setInterval(tell, 1000);
  tell();
}

function busy(on) {
  byId("sign-in-do").disabled = on || locked !== null;
  byId("sign-in-do").textContent = say(on ? "signing_in" : "sign_in_do");
}

function complain(text) {
  byId("sign-in-trouble").textContent = text;
}

function invalid(id, on) {
  if (on) byId(id).setAttribute("aria-invalid", "true");
  else byId(id).removeAttribute("aria-invalid");
}
