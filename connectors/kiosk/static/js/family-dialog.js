// The dialog about having the family told: what will happen, the code to link with, and that it is done.

import { byId, el } from "./dom.js";
import { label, say } from "./labels.js";
import { pictureOf } from "./qr.js";

const STEPS = ["ask", "code", "linked", "over"];

const dialog = byId("family");
const trouble = byId("family-trouble");

/** Open it at one of its steps: ask, code, linked or over. */
export function showFamily(step) {
  for (const each of STEPS) byId(`family-${each}`).hidden = each !== step;
  byId("family-off").hidden = !["code", "linked"].includes(step);
  byId("family-back").hidden = step === "ask";
  dialog.dataset.step = step;
  hideFamilyTrouble();
  if (!dialog.open) dialog.showModal();
  byId("family-title").focus();
  dialog.scrollTo(0, 0);
}

/** Whether it is on the screen. */
export const familyShown = () => dialog.open;

/** Give the screen back. */
export function hideFamily() {
  if (dialog.open) dialog.close();
}

/** Which step is shown. */
export const familyStep = () => dialog.dataset.step;

/** The code to link with. */
export function showCode({ code, qr, text }) {
  const picture = el("img");
  picture.src = pictureOf(qr);
  picture.alt = say("family_qr");
  byId("family-qr").replaceChildren(picture);
  byId("family-digits").textContent = code;
  byId("family-text").textContent = text;
  showFresh(true);
}

/** The code is too old to be used. */
export function showExpired() {
  clearCode();
  showFresh(false);
}

/** Nothing of a code is left. */
export function clearCode() {
  byId("family-qr").replaceChildren();
  byId("family-digits").textContent = "";
  byId("family-text").textContent = "";
}

function showFresh(fresh) {
  byId("family-fresh").hidden = !fresh;
  byId("family-expired").hidden = fresh;
}

/** What went wrong, in the words for everything of its kind. */
export function showFamilyTrouble({ kind, sentence }) {
  if (kind === "silent" && !trouble.hidden) return;
  if (sentence) {
    delete trouble.dataset.label;
    trouble.textContent = sentence;
  } else {
    label(trouble, `trouble_${kind}`);
  }
  trouble.hidden = false;
}

/** Nothing is wrong any more. */
export function hideFamilyTrouble() {
  trouble.hidden = true;
  trouble.textContent = "";
  delete trouble.dataset.label;
}

/** Whether something is on its way: no button that asks the server is to be pressed twice. */
export function showFamilyBusy(busy) {
  for (const id of ["family-agree", "family-renew", "family-off"]) byId(id).disabled = busy;
}

/** There is something to stop, or no longer. */
export function familySpeaking(speaking) {
  byId("family-stop").disabled = !speaking;
}

/** What the step that is shown says, to be said aloud. */
export function familyWords() {
  const spoken = [...dialog.querySelectorAll("[data-spoken]")].filter((node) => node.getClientRects().length > 0);
  return spoken.map((node) => node.textContent).filter(Boolean).join("\n");
}

/** What is said to have gone wrong. */
export const troubleWords = () => trouble.textContent;

/** The buttons that open it say whether family is linked already. */
export function showLinked(linked) {
  document.body.dataset.linked = linked ? "yes" : "no";
}
