// The chat: bubbles in order, each made again only when it has changed.

import { received, sent } from "./content.js";
import { byId, el } from "./dom.js";
import { of, t } from "./labels.js";
import { receivedPrint, sentPrint } from "./print.js";

const GAP_S = 300;
const NEAR_PX = 40;

let shownOf = null;
let shown = new Map();
let atEnd = true;

/** Keep the newest in sight when the space for the chat changes, unless the person has scrolled up. */
export function wireChat() {
  const place = byId("chat");
  place.addEventListener("scroll", () => {
    atEnd = place.scrollHeight - place.scrollTop - place.clientHeight < NEAR_PX;
  });
  new ResizeObserver(toEnd).observe(place);
}

function toEnd() {
  const place = byId("chat");
  if (atEnd) place.scrollTop = place.scrollHeight;
}

/** Show one person's chat. `person` has openid and mark; `say(text, id)` speaks in their name. */
export function showChat(person, entries, menu, say) {
  const place = byId("chat");
  if (shownOf !== person.openid) {
    shownOf = person.openid;
    shown = new Map();
    atEnd = true;
    place.replaceChildren(el("p", "empty", t("empty")));
  }
  if (entries.length && shown.size === 0) place.replaceChildren();
  entries.forEach((entry, number) => put(place, entry, entries[number - 1], { person, menu, say }));
  toEnd();
}

function put(place, entry, before, context) {
  const state = JSON.stringify(entry);
  const old = shown.get(entry.id);
  if (old?.state === state) return;
  const node = entryNode(entry, context);
  if (old) {
    old.node.replaceWith(node);
  } else {
    if (!before || entry.at - before.at > GAP_S) place.append(el("p", "time", clock(entry.at)));
    place.append(node);
  }
  shown.set(entry.id, { state, node });
}

function entryNode(entry, { person, menu, say }) {
  if (entry.from === "notice") return el("div", "line warn", el("p", "", entry.content.text));
  if (entry.from !== "person") {
    return bubble("theirs", t("account_mark"), received(entry.content, say), receivedPrint(entry), false);
  }
  const bad = entry.outcome === "failed" || entry.outcome === "malformed";
  const print = sentPrint(entry);
  if (!entry.event) return bubble("mine", person.mark, sent(entry.kind, entry.fields), print, bad);
  return el("div", "line", el("p", "", eventText(entry, menu)), el("small", bad ? "bad" : "", print));
}

function bubble(side, mark, inside, print, bad) {
  const avatar = el("span", "avatar", mark);
  avatar.setAttribute("aria-hidden", "true");
  const small = print ? el("small", bad ? "bad" : "", print) : null;
  return el("div", `message ${side}`, avatar, el("div", "said", el("div", "bubble", ...inside), small));
}

function eventText({ kind, fields }, menu) {
  const scene = fields.EventKey.replace(/^qrscene_/, "");
  if (kind === "subscribe" && scene) return of("events", "subscribe_by_code", { scene });
  return of("events", kind, { scene, name: buttonName(menu, fields.EventKey) });
}

function buttonName(menu, key) {
  const all = menu.flatMap((one) => one.sub_button ?? [one]);
  return all.find((one) => one.key === key)?.name ?? key;
}

function clock(at) {
  const date = new Date(at * 1000);
  const time = `${date.getHours()}:${String(date.getMinutes()).padStart(2, "0")}`;
  const days = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(date).setHours(0, 0, 0, 0)) / 86_400_000);
  if (days === 0) return t("today", { time });
  if (days === 1) return t("yesterday", { time });
  return t("day", { month: date.getMonth() + 1, day: date.getDate(), time });
}
