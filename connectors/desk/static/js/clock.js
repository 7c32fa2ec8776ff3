// The server's time, and how times and durations are written. All times are those of Jiangmen.

import { say } from "./labels.js";

const ZONE = "Asia/Shanghai";
const TIME = new Intl.DateTimeFormat("zh-CN", { timeZone: ZONE, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const DAY = new Intl.DateTimeFormat("zh-CN", { timeZone: ZONE, month: "long", day: "numeric" });
const YEAR = new Intl.DateTimeFormat("zh-CN", { timeZone: ZONE, year: "numeric" });
const TOLERATED_MS = 2000; // the server's Date header is in whole seconds

let ahead = 0;

/** Learn from an answer's Date header how far this computer's clock is off. */
export function learn(date) {
  const told = Date.parse(date ?? "");
  if (Number.isNaN(told)) return;
  const off = told - Date.now();
  ahead = Math.abs(off) > TOLERATED_MS ? off : 0;
}

/** Now, by the server's clock, in milliseconds. */
export const now = () => Date.now() + ahead;

/** The hour and minute, with the day when it is not today; empty when it is no time. */
export function timeOf(iso) {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return "";
  const today = new Date(now());
  if (YEAR.format(at) !== YEAR.format(today)) return `${YEAR.format(at)}${DAY.format(at)} ${TIME.format(at)}`;
  if (DAY.format(at) !== DAY.format(today)) return `${DAY.format(at)} ${TIME.format(at)}`;
  return TIME.format(at);
}

/** Whole seconds since `iso`, never negative. */
export const secondsSince = (iso) => Math.max(0, Math.floor((now() - Date.parse(iso)) / 1000) || 0);

/** A duration in words. */
export function duration(total) {
  const days = Math.floor(total / 86_400);
  const hours = Math.floor(total / 3600) % 24;
  const minutes = Math.floor(total / 60) % 60;
  const seconds = total % 60;
  if (days) return say("days", { days, hours });
  if (hours) return say("hours", { hours, minutes: padded(minutes) });
  return minutes ? say("minutes", { minutes, seconds: padded(seconds) }) : say("seconds", { seconds });
}

const padded = (number) => String(number).padStart(2, "0");
