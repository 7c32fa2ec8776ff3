// Shows a Reply: what is said, where it comes from, cards, warnings. All of it as text, never as markup.

import { button, el, icon, phone } from "./dom.js";
import { fieldName, labelled } from "./labels.js";
import { callsAlready, familyOffer, riskPanel } from "./risk.js";

const CARD_ICONS = {
  canteen: "bowl",
  voucher: "voucher",
  contact: "phone",
  fraud_warning: "shield",
  policy: "paper",
  service: "house",
};
const LONGEST_AROUND_ISSUER = 30; // characters of a line that only names a source
const KNOWN_PARTS = ["understanding", "memory"];

/** "2025-07-07" as "2025年7月7日"; a bare year or month stays one. */
export function spokenDate(iso) {
  const [year, month, day] = iso.split("-");
  return `${year}年${month ? `${Number(month)}月` : ""}${day ? `${Number(day)}日` : ""}`;
}

/** Everything of a Reply but its quick replies, as elements. */
export function answer(reply) {
  const parts = reply.degraded.map(notice);
  if (reply.risk.level === "none") {
    parts.push(el("div", "says", ...says(reply)), ...cards(reply));
  } else {
    parts.push(riskPanel(reply, says(reply)), ...familyOffer(reply), ...cards(reply));
  }
  return parts;
}

/** The quick replies as buttons, without those the page always shows. */
export function options(reply, always, ask) {
  return reply.options
    .filter((text) => !always.includes(text))
    .map((text) => button("option", () => ask(text), text));
}

function notice(part) {
  const key = KNOWN_PARTS.includes(part) ? part : "other";
  return el("p", "notice", icon("info"), labelled("span", "", `degraded_${key}`));
}

function says(reply) {
  const lines = reply.text.split("\n").filter((line) => line.trim());
  const shown = lines.map((line) => el("p", reply.sources.some((known) => names(line, known)) ? "source" : "line", line));
  if (!shown.some((line) => line.className === "source") && reply.sources.length > 0) {
    shown.push(sourceLine(reply.sources[0]));
  }
  return shown;
}

/** Whether a line of the answer is no more than the name and the date of this source. */
function names(line, { issuer, published }) {
  const short = line.length <= issuer.length + LONGEST_AROUND_ISSUER;
  return short && line.includes(issuer) && (!published || line.includes(spokenDate(published)));
}

function sourceLine({ issuer, published }) {
  if (!published) return labelled("p", "source", "source_undated", { issuer });
  return labelled("p", "source", "source", { issuer, published: spokenDate(published) });
}

function cards(reply) {
  const shown = reply.cards.filter(
    ({ fields }) => Object.keys(fields).length > 0 && !callsAlready(reply, fields.phone),
  );
  if (shown.length === 0) return [];
  return [el("div", "cards", ...shown.map((each) => card(each, shown.length > 1 ? sourceOf(each, reply) : null)))];
}

const sourceOf = (shown, reply) => reply.sources.find(({ id }) => id === shown.id) ?? null;

function card({ kind, title, fields }, source) {
  const look = CARD_ICONS[kind] ?? "paper";
  const rows = Object.entries(fields).map(([key, value]) => row(key, value));
  const heading = el("h3", "", icon(look), el("span", "", title));
  const node = el("article", "card", heading, el("dl", "", ...rows), source && sourceLine(source));
  node.dataset.kind = kind;
  return node;
}

function row(key, value) {
  const shown = key === "phone" ? phone(value, "number") : value;
  return el("div", `row row-${key}`, el("dt", "", fieldName(key)), el("dd", "", shown));
}
