// The small print under a bubble: how it travelled.

import { of, seconds, t } from "./labels.js";

/** For something received; empty for the platform's own words. */
export function receivedPrint(entry) {
  if (entry.from === "passive") return t("print_passive", { seconds: seconds(entry.seconds) });
  return entry.from === "service" ? t("print_service") : "";
}

/** For something sent, at this moment. */
export function sentPrint({ outcome, tries, problem }) {
  const last = tries.at(-1);
  if (!outcome) {
    if (!last) return t("print_under_way");
    return t("print_again", { n: tries.length + 1, reason: of("reached", last.reached) });
  }
  if (outcome === "failed") {
    return t("print_failed", { reasons: reasons(tries) });
  }
  const text = t(`print_${outcome}`, { seconds: seconds(last.seconds), problem });
  return tries.length > 1 ? text + t("print_tries", { n: tries.length }) : text;
}

function reasons(tries) {
  const counts = new Map();
  for (const { reached } of tries) counts.set(reached, (counts.get(reached) ?? 0) + 1);
  return [...counts].map(([reached, n]) => t("print_reason", { reason: of("reached", reached), n })).join("、");
}
