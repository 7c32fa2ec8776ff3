// A button that may be held (release ends) or tapped (a second tap ends), by finger, mouse or key.

const HOLD_MS = 400;
const TREMBLE_MS = 500; // a press so soon after the button was touched is the same hand trembling
const KEYS = [" ", "Enter"];

/**
 * @param on active(): whether it is on; start(); again(): pressed while on; released(): let go after a hold;
 *   tapped(): it stays on after a short tap
 */
export function holdOrTap(node, on) {
  let since = null; // when the press that switched it on began
  let touched = -Infinity; // when it was last pressed or let go
  let viaPointer = false;

  const press = () => {
    const trembling = performance.now() - touched < TREMBLE_MS;
    touched = performance.now();
    if (trembling) return;
    if (on.active()) {
      on.again();
      since = null;
    } else {
      since = performance.now();
      on.start();
    }
  };
  const release = () => {
    touched = performance.now();
    if (since === null) return;
    const held = performance.now() - since >= HOLD_MS;
    since = null;
    if (held) on.released();
    else on.tapped();
  };

  node.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || node.disabled) return;
    viaPointer = true;
    node.setPointerCapture(event.pointerId);
    press();
  });
  node.addEventListener("pointerup", release);
  node.addEventListener("pointercancel", () => {
    viaPointer = false;
    release();
  });
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
