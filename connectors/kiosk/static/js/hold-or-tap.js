// A button that may be held (release ends) or tapped (a second tap ends), by finger, mouse or key.

const HOLD_MS = 400;
const KEYS = [" ", "Enter"];

/** @param on active(): whether it is on; start(); stop(); tapped(): it stays on after a short tap */
export function holdOrTap(node, on) {
  let since = null; // when the press that switched it on began
  let viaPointer = false;

  const press = () => {
    if (on.active()) {
      on.stop();
      since = null;
    } else {
      since = performance.now();
      on.start();
    }
  };
  const release = () => {
    if (since === null) return;
    const held = performance.now() - since >= HOLD_MS;
    since = null;
    if (held) on.stop();
    else on.tapped();
  };

  node.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || node.disabled) return;
    viaPointer = true;
    node.setPointerCapture(event.pointerId);
    press();
  });
  node.addEventListener("pointerup", release);
  node.addEventListener("pointercancel", release);
  node.addEventListener("contextmenu", (event) => event.preventDefault());
  node.addEventListener("keydown", (event) => {
    if (!KEYS.includes(event.key)) return;
    event.preventDefault();
    if (!event.repeat) press();
  });
  node.addEventListener("keyup", (event) => {
    if (!KEYS.includes(event.key)) return;
    event.preventDefault();
    release();
  });
  // Screen readers and switches click without pointer or key.
  node.addEventListener("click", () => {
    if (viaPointer) {
      viaPointer = false;
      return;
    }
    press();
    release();
  });
}
