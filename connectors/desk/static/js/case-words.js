// What is said about a case in the list and above its transcript: how urgent it is, why it is there, who has it.

import { duration, secondsSince } from "./clock.js";
import { el, icon } from "./dom.js";
import { nameOf, say } from "./labels.js";

const ICONS = { emergency: "siren", risk: "warning", complaint: "complaint", asked: "hand" };
const LONG_S = 180;

/** "emergency", "high", "low" or "none". */
export const levelOf = (summary) => (summary.emergency ? "emergency" : (summary.risk?.level ?? "none"));

/** Whether nobody must overlook it. */
export const alarming = (summary) => ["emergency", "high"].includes(levelOf(summary));

/** One badge for each cause, the most urgent first. */
export function badges(summary) {
  return summary.causes.map((cause) => {
    const high = cause === "risk" && summary.risk?.level === "high";
    const badge = el("span", "badge", icon(ICONS[cause] ?? "hand"), el("span", "", nameOf("cause", cause)));
    badge.dataset.cause = cause;
    if (high) badge.append(el("span", "badge-level", say("high_risk")));
    badge.dataset.high = high ? "yes" : "no";
    return badge;
  });
}

/** Channel and dialect, in words. */
export function whence(summary) {
  const dialect = summary.dialect ? nameOf("dialect", summary.dialect) : null;
  return [nameOf("channel", summary.channel), dialect].filter(Boolean).join(" · ");
}

/** Who holds the case, how long it waits, or that it has ended. */
export function standing(summary, me) {
  if (summary.state === "waiting") return say("waited", { time: duration(secondsSince(summary.waiting_since)) });
  if (summary.state === "closed") return say("case_closed");
  if (isMine(summary, me)) return say("held_by_me");
  return say("held_by", { name: holder(summary) });
}

export const isMine = (summary, me) => summary.state === "held" && summary.agent?.name === me?.name;
export const holder = (summary) => summary.agent?.display_name || summary.agent?.name || "";
export const waitsLong = (summary) => summary.state === "waiting" && secondsSince(summary.waiting_since) >= LONG_S;
