// The warning about a swindle: what was heard, why it matters, whom to call.

import { el, icon, phone } from "./dom.js";
import { inDialect, labelled, numbers } from "./labels.js";

/** The panel; `advice` are the elements of what is said. Red and loud when the risk is high. */
export function riskPanel(reply, advice) {
  const { level, reasons } = reply.risk;
  const panel = el("section", `risk risk-${level}`);
  panel.dataset.risk = level;
  panel.setAttribute("role", level === "high" ? "alert" : "note");
  panel.append(el("header", "", icon("warning"), labelled("h2", "", `fraud_${level}`)));
  if (level === "high") panel.append(call());
  panel.append(el("div", "says", ...advice));
  if (reasons.length > 0) {
    panel.append(labelled("h3", "", "fraud_why"), el("ul", "reasons", ...reasons.map(reason)));
  }
  return panel;
}

/** Under a loud warning: to have the family told. */
export function familyOffer(reply) {
  if (reply.risk.level !== "high") return [];
  const node = el("button", "family-open family-large", icon("family"), familyLabel());
  node.type = "button";
  return [node];
}

/** Whether the panel of this Reply already shows this number. */
export function callsAlready(reply, number) {
  return reply.risk.level === "high" && numbers("fraud").some((known) => known.number === number);
}

const familyLabel = () =>
  el("span", "", labelled("span", "unlinked", "family_open"), labelled("span", "linked", "family_see"));

function call() {
  const lines = numbers("fraud").map(({ number, what }) =>
    el("li", "", phone(number, "number"), el("span", "", inDialect(what))),
  );
  return el("div", "call", labelled("p", "", "fraud_call"), el("ul", "", ...lines));
}

function reason({ quote, why }) {
  return el("li", "", el("q", "", quote), el("p", "", why));
}
