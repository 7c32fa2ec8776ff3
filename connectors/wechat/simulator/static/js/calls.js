// The app's calls to the platform, newest first.

import { byId, el } from "./dom.js";
import { seconds, t } from "./labels.js";

/** Show them. */
export function showCalls(calls) {
  const lines = calls.toReversed().map((call) => {
    const good = call.errcode === 0;
    const time = new Date(call.at * 1000).toTimeString().slice(0, 8);
    const result = t(good ? "call_ok" : "call_failed", { ...call, time, seconds: seconds(call.seconds) });
    return el("li", good ? "" : "bad", el("code", "", call.path), el("small", "", result));
  });
  byId("calls").replaceChildren(...(lines.length ? lines : [el("li", "soft", t("calls_empty"))]));
}
