// Says that there is more below, and goes there: not everybody knows that a screen can be pushed.

import { byId } from "./dom.js";

const PAGE = 0.75; // of what is visible

/** Show the button while the end of the stage is out of sight. */
export function watchScrolling() {
  const stage = byId("stage");
  const more = byId("more");
  new IntersectionObserver(([end]) => (more.hidden = end.isIntersecting), { root: stage, rootMargin: "24px" }).observe(
    byId("stage-end"),
  );
  more.addEventListener("click", () => {
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    stage.scrollBy({ top: stage.clientHeight * PAGE, behavior: still ? "instant" : "smooth" });
  });
}
