// The two tabs above the list: open and closed cases.

import { byId } from "./dom.js";
import { say } from "./labels.js";

const TABS = ["open", "closed"];

/** Make the tabs work with mouse and arrow keys; `chosen` is told which. */
export function wireTabs(chosen) {
  const choose = (wanted) => {
    for (const tab of TABS) {
      const node = byId(`tab-${tab}`);
      node.setAttribute("aria-selected", String(tab === wanted));
      node.tabIndex = tab === wanted ? 0 : -1;
    }
    chosen(wanted);
  };
  for (const tab of TABS) {
    const node = byId(`tab-${tab}`);
    node.textContent = say(tab === "open" ? "tab_open" : "tab_closed");
    node.addEventListener("click", () => choose(tab));
    node.addEventListener("keydown", (event) => {
      if (!["ArrowLeft", "ArrowRight"].includes(event.key)) return;
      const other = TABS.find((one) => one !== tab);
      byId(`tab-${other}`).focus();
      choose(other);
    });
  }
}
