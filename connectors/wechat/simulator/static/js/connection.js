// Whether the app is there, and what to do when it is not.

import * as api from "./api.js";
import { byId, el } from "./dom.js";
import { fill, seconds, section, t } from "./labels.js";

const AGAIN_MS = 4000;

let again = 0;

/** Ask the app once; while it is not there, ask again and again. */
export async function checkConnection() {
  clearTimeout(again);
  let checked;
  try {
    checked = await api.check();
  } catch {
    return;
  }
  const fields = { seconds: seconds(checked.seconds), status: checked.status };
  const { text, advice } = section("connection")[checked.state];
  const good = checked.state === "accepted";
  byId("connection").textContent = fill(text, fields);
  byId("connection").dataset.good = String(good);
  byId("advice").textContent = advice;
  byId("advice").hidden = good;
  byId("strip").hidden = good;
  byId("strip").replaceChildren(el("strong", "", fill(text, fields)), el("span", "", advice));
  if (!good) again = setTimeout(checkConnection, AGAIN_MS);
}

/** Show how the simulator is set. */
export function showSetting(setting) {
  byId("connection").textContent = t("checking");
  const lines = [
    ["address", setting.webhook_url],
    ["api", location.origin],
    ["app_id", setting.app_id],
    ["mode", t(setting.safe ? "mode_safe" : "mode_plain")],
    ["limit", t("limit_seconds", { seconds: setting.timeout_s })],
  ];
  byId("setting").replaceChildren(...lines.flatMap(([name, text]) => [el("dt", "", t(name)), el("dd", "", text)]));
}
