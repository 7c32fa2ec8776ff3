// What the person sees: the topics or a turn, what goes wrong, and what the page is doing.

import { answer, options } from "./answer.js";
import { dismissEnded } from "./banner.js";
import { button, byId, el, icon } from "./dom.js";
import { emergencyShown, emergencySpeaking, hideEmergency, showEmergency, showEmergencyTrouble } from "./emergency.js";
import { clearExchange, held, settle, showAside, showMine } from "./exchange.js";
import { familyShown, familySpeaking, hideFamily, showFamilyTrouble } from "./family-dialog.js";
import { inDialect, label, labelled, say, topics } from "./labels.js";

const ALWAYS = ["repeat", "slower", "louder"];

/** Whether the topics ("home") or a turn are shown. */
export const view = () => document.body.dataset.view;

function show(wanted) {
  document.body.dataset.view = wanted;
  byId("home").hidden = wanted !== "home";
  for (const id of ["turn", "pace", "after"]) byId(id).hidden = wanted !== "turn";
}

/** Idle, opening, listening, thinking or speaking: for the eye and for style sheets. */
export function showPhase(phase) {
  document.body.dataset.phase = phase;
  byId("stop").disabled = phase !== "speaking";
  emergencySpeaking(phase === "speaking");
  familySpeaking(phase === "speaking");
}

/** Fill in the topic buttons in the dialect of the moment. */
export function showTopics(ask) {
  const tiles = topics().map((topic) => {
    const question = inDialect(topic.ask);
    const name = el("span", "topic-name", inDialect(topic.label));
    const tile = button("topic", () => ask(question), icon(topic.icon), name, el("span", "topic-ask", question));
    tile.dataset.topic = topic.icon;
    return el("li", "", tile);
  });
  byId("topics").replaceChildren(...tiles);
}

/** The turn, such as it is: somebody at the other end has something to say. */
export const showTurn = () => show("turn");

/** The topics again. */
export function showHome() {
  dismissEnded();
  const inside = byId("turn").contains(document.activeElement) || byId("after").contains(document.activeElement);
  show("home");
  clearTrouble();
  byId("stage").scrollTo(0, 0);
  if (inside) byId("topics").querySelector("button")?.focus();
}

/** A question is on its way. `keep`: the answer shown stays until the next one comes. */
export function showAsking(text, keep) {
  clearTrouble();
  if (keep) return;
  const left = byId("home").contains(document.activeElement) || byId("options").contains(document.activeElement);
  show("turn");
  if (held()) {
    showMine(text);
    return;
  }
  dismissEnded();
  clearTurn();
  byId("asked").textContent = text;
  byId("stage").scrollTo(0, 0);
  if (left) byId("answer").focus({ preventScroll: true });
}

/** What was said has reached the agent, who will answer it. */
export function showDelivered(text) {
  if (!held()) {
    clearTurn();
    showMine(text);
  }
  settle();
}

/** The answer. */
export function showReply(reply, ask) {
  show("turn");
  if (held()) {
    settle();
    showAside(answer(reply));
  } else {
    showAnswer(reply, ask);
  }
  if (!reply.emergency) return;
  hideFamily();
  showEmergency(reply);
}

function showAnswer(reply, ask) {
  const place = byId("answer");
  const shown = answer(reply);
  clearExchange();
  place.setAttribute("aria-live", reply.risk.level === "high" ? "assertive" : "polite");
  place.lang = reply.dialect === "cmn" ? "zh-Hans" : "yue-Hans";
  place.replaceChildren(...shown);
  byId("options").replaceChildren(...options(reply, ALWAYS.map((key) => say(key)), ask));
  byId("stage").scrollTo(0, 0);
}

function clearTurn() {
  for (const id of ["asked", "answer", "options"]) byId(id).replaceChildren();
  clearExchange();
}

/** A kind sentence about what went wrong, and a way to try again. */
export function showTrouble(trouble, retry = null) {
  if (familyShown()) {
    showFamilyTrouble(trouble);
    return;
  }
  const sentence = trouble.sentence ? el("p", "", trouble.sentence) : labelled("p", "", `trouble_${trouble.kind}`);
  const again = retry ? [button("retry", retry, icon("again"), labelled("span", "", "retry"))] : [];
  const place = byId("trouble");
  place.replaceChildren(icon("info"), sentence, ...again);
  place.hidden = false;
  byId("stage").scrollTo(0, 0);
  if (emergencyShown()) showEmergencyTrouble("trouble_silent");
}

/** Nothing is wrong any more. */
export function clearTrouble() {
  byId("trouble").replaceChildren();
  byId("trouble").hidden = true;
}

/** What is being heard; empty to hide it. */
export function showHeard(text) {
  byId("heard").replaceChildren(...(text ? [labelled("span", "", "heard"), text] : []));
  byId("heard").hidden = !text;
  byId("family-heard").replaceChildren(...byId("heard").cloneNode(true).childNodes);
}

/** The name and the hint of the microphone button. */
export function showMicrophone(state, hint) {
  label(byId("mic-state"), state);
  label(byId("mic-name"), state);
  label(byId("family-mic-name"), state);
  label(byId("mic-hint"), hint);
}

/** Whether there is nothing of anybody on the screen. */
export const pristine = () =>
  view() === "home" &&
  document.body.dataset.agent === "none" &&
  byId("asked").textContent === "" &&
  byId("question").value === "" &&
  byId("trouble").hidden;

/** As if nobody had ever been here. */
export function clear() {
  hideEmergency();
  hideFamily();
  showHeard("");
  clearTurn();
  byId("question").value = "";
  showHome();
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
}

export { emergencyShown };
