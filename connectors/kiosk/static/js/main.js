// Puts the page together.

import { Agent } from "./agent.js";
import { capabilities } from "./api.js";
import { Conversation } from "./conversation.js";
import { byId } from "./dom.js";
import { wireEmergency } from "./emergency.js";
import { held } from "./exchange.js";
import { Family } from "./family.js";
import { Idle, idleTimes } from "./idle.js";
import * as labels from "./labels.js";
import { Listening } from "./listening.js";
import { canCapture } from "./microphone.js";
import * as screen from "./screen.js";
import { watchScrolling } from "./scrolling.js";
import { Session } from "./session.js";

const RETRY_MS = 3000;
const FIRST_MS = 1500; // longest wait for what the server can do before the page shows
const DIALECTS = ["yue", "cmn"];
const EMERGENCY_PATIENCE = 4; // times the idle time before an emergency is taken off the screen

const session = new Session();
const conversation = new Conversation(session, {
  phase: showPhase,
  dialect: showDialect,
  answered: (reply) => agent.follow(reply),
});
const listening = new Listening(conversation);
const agent = new Agent(session, { announce: (item) => conversation.announce(item), news });
const family = new Family(session, conversation);
const hears = { known: false, yue: false, cmn: false };

const idle = new Idle(idleTimes(location.search), {
  pristine: screen.pristine,
  occupied: () => conversation.occupied,
  patience: () => Math.max(screen.emergencyShown() ? EMERGENCY_PATIENCE : 1, agent.patience),
  waited: () => agent.waited,
  clear: () => startOver(),
});

/** The desk has something new. */
function news() {
  idle.renew();
  showMicrophone(conversation.phase);
}

function showPhase(phase) {
  screen.showPhase(phase);
  showMicrophone(phase);
  idle.seen();
}

function showMicrophone(phase) {
  const able = hears.known && canCapture() && (hears.yue || hears.cmn);
  byId("mic").disabled = !able;
  document.body.dataset.mic = able ? "on" : "off";
  byId("family-talk").hidden = !able || !hears[labels.dialect()];
  labels.label(byId("invitation"), able || !hears.known ? "invitation" : "invitation_no_mic");
  if (!able && phase === "idle") screen.showMicrophone("mic_off", noMicrophone());
  else if (!able && phase === "speaking") screen.showMicrophone("mic_speaking", "mic_speaking_off_hint");
  else if (phase === "thinking" && held()) screen.showMicrophone("mic_sending", "mic_sending_hint");
  else screen.showMicrophone(`mic_${phase}`, hint(phase));
}

function noMicrophone() {
  return hears.known && (hears.yue || hears.cmn) ? "trouble_mic_insecure" : "mic_off_hint";
}

function hint(phase) {
  const tapped = document.body.dataset.tapped === "yes" && phase === "listening";
  if (tapped) return "mic_listening_tap_hint";
  if (phase === "idle" && hears.yue !== hears.cmn) return hears.cmn ? "mic_only_cmn" : "mic_only_yue";
  return `mic_${phase}_hint`;
}

function showDialect(dialect) {
  if (!DIALECTS.includes(dialect)) return;
  if (dialect === labels.dialect() && byId("topics").childElementCount > 0) return;
  labels.speak(dialect);
  for (const choice of document.querySelectorAll("[data-dialect]")) {
    choice.setAttribute("aria-pressed", String(choice.dataset.dialect === dialect));
  }
  screen.showTopics((text) => conversation.ask(text));
  showMicrophone(conversation.phase);
}

function startOver() {
  conversation.forget();
  agent.forget();
  family.forget();
  session.begin();
  screen.clear();
  showDialect(session.home);
}

function wire() {
  byId("ask").addEventListener("submit", (event) => {
    event.preventDefault();
    conversation.ask(byId("question").value);
  });
  for (const choice of document.querySelectorAll("[data-dialect]")) {
    choice.addEventListener("click", () => {
      session.chosen = choice.dataset.dialect;
      conversation.interrupt();
      const changed = labels.dialect() !== session.chosen;
      showDialect(session.chosen);
      if (changed) conversation.askAgain();
    });
  }
  for (const control of document.querySelectorAll("[data-say]")) {
    control.addEventListener("click", () => conversation.control(control.dataset.say));
  }
  byId("stop").addEventListener("click", () => conversation.hush());
  wireEmergency({ repeat: () => conversation.sayAgain(), stop: () => conversation.hush() });
  listening.attach(byId("family-mic"), (words) => family.consent(words));
  byId("done").addEventListener("click", startOver);
  addEventListener("pagehide", startOver);
  byId("go-home").addEventListener("click", () => {
    conversation.interrupt();
    screen.showHome();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") conversation.hush();
  });
}

async function untilItWorks(attempt) {
  for (;;) {
    try {
      return await attempt();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}

/** What this installation can do: to hear, to speak, and the dialect it begins in. */
function equip(able) {
  Object.assign(hears, { known: true, ...able.recognition });
  conversation.speaks = able.speech;
  agent.staffed = Boolean(able.desk);
  document.body.dataset.speech = able.speech ? "on" : "off";
  document.body.dataset.family = able.family ? "on" : "off";
  if (able.voice_seconds) listening.longest_s = able.voice_seconds;
  if (DIALECTS.includes(able.default_dialect)) session.home = able.default_dialect;
}

wire();
watchScrolling();
const equipped = untilItWorks(capabilities).then(equip);
await untilItWorks(labels.load);
await Promise.race([equipped, new Promise((resolve) => setTimeout(resolve, FIRST_MS))]);
showDialect(session.home);
document.title = labels.say("name");
document.body.dataset.ready = "yes";

await equipped;
if (screen.pristine() && !session.chosen) showDialect(session.home);
showMicrophone(conversation.phase);
