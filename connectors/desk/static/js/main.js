// Puts the page together: who sits here, the live connection, and the desk.

import * as api from "./api.js";
import { ask, wireAsking } from "./ask.js";
import { hideConnection, showConnection } from "./connection.js";
import { Desk } from "./desk.js";
import { byId } from "./dom.js";
import * as drafts from "./drafts.js";
import * as labels from "./labels.js";
import { nameOf, say } from "./labels.js";
import { notify, tellAtReply } from "./notices.js";
import { signIn, wireSignIn } from "./signin.js";
import { DeskSocket } from "./socket.js";
import { wireSound } from "./sound.js";
import { wireTabs } from "./tabs.js";

const RETRY_MS = 3000;
const TICK_MS = 1000;

let me = null;

const socket = new DeskSocket({
  queue: (data) => {
    desk.lists.setOpen(data.cases);
    desk.setOnDuty(data.on_duty);
  },
  entry: (data) => desk.entry(data),
  suggestions: (data) => desk.suggestions.came(data),
  state: showConnection,
  connected: (again) => {
    if (!again) return;
    desk.refresh();
    notify(say("reconnected"));
  },
  lost: () => desk.refresh(),
  signedOut,
});

const desk = new Desk((id) => socket.watch(id));

/** The session is over: sign in again over the page, then go on. */
async function signedOut() {
  if (!me) return;
  socket.stop();
  const former = me;
  const found = await signIn(former);
  if (found === null || me !== former) return;
  if (found.name !== former.name) {
    desk.end();
    notify(say("signed_in_other", { name: found.display_name }));
  }
  sit(found);
  if (found.name !== former.name) return;
  notify(say("signed_in_again"));
  if (byId("text").value.trim() && !byId("text").readOnly) tellAtReply(say("signed_in_unsent"));
}

function sit(found) {
  me = found;
  byId("me-name").textContent = me.display_name;
  byId("me-role").textContent = nameOf("role", me.role);
  document.body.dataset.signed = "yes";
  desk.begin(me);
  socket.start();
}

/** The first person to sign in, or who still is. */
async function first() {
  for (;;) {
    try {
      return await api.me();
    } catch (trouble) {
      if (trouble.kind === "login_needed") return signIn(null);
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}

function leaving() {
  const unsent = drafts.any() ? say("unsent_all") : "";
  const count = desk.lists.mine.length;
  const held = count > 0 ? say("sign_out_held", { count }) : "";
  return unsent || held ? ask(say("sign_out_ask") + held + unsent, say("sign_out_yes")) : true;
}

async function signOut() {
  if (!(await leaving())) return;
  try {
    await api.logout();
  } catch (trouble) {
    if (trouble.kind === "login_needed") return;
    notify(trouble.sentence);
    return;
  }
  socket.stop();
  hideConnection();
  me = null;
  document.body.dataset.signed = "no";
  desk.end();
  sit(await signIn(null));
}

function wire() {
  wireSignIn();
  wireAsking();
  wireSound();
  wireTabs((tab) => desk.lists.showTab(tab));
  api.whenSignedOut(signedOut);
  byId("reconnect").addEventListener("click", () => socket.retry());
  byId("sign-out").addEventListener("click", signOut);
  addEventListener("beforeunload", (event) => {
    if (drafts.any()) event.preventDefault();
  });
  setInterval(() => desk.tick(), TICK_MS);
}

async function untilThere(attempt) {
  for (;;) {
    try {
      return await attempt();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}

await untilThere(labels.load);
wire();
desk.leave();
document.body.dataset.ready = "yes";
sit(await first());
