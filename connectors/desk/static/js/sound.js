// Two rising notes when something urgent comes, unless the agent has turned them off.

import { byId, el, icon } from "./dom.js";
import { say } from "./labels.js";

const KEPT = "qiaoban-desk-sound";
const NOTES_HZ = [660, 880, 660, 880];
const NOTE_S = 0.22;

let context = null;
let on = kept() !== "off";

function kept() {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    return null;
  }
}

function keep(value) {
  try {
    localStorage.setItem(KEPT, value);
  } catch {
    // a browser that keeps nothing; the choice holds until the page closes
  }
}

/** Make the button turn the sound on and off. Browsers allow sound only after the first touch of the page. */
export function wireSound() {
  const wake = () => {
    context ??= new AudioContext();
    if (context.state === "suspended") context.resume();
  };
  addEventListener("pointerdown", wake, { once: true });
  addEventListener("keydown", wake, { once: true });
  byId("sound").addEventListener("click", () => {
    on = !on;
    keep(on ? "on" : "off");
    show();
    ring();
  });
  show();
}

function show() {
  const key = on ? "sound_on" : "sound_off";
  byId("sound").replaceChildren(icon(on ? "sound" : "silent"), el("span", "", say(key)));
  byId("sound").setAttribute("aria-pressed", String(on));
}

/** Sound the alarm once. */
export function ring() {
  if (!on || !context || context.state !== "running") return;
  NOTES_HZ.forEach((hertz, place) => note(hertz, context.currentTime + place * NOTE_S));
}

function note(hertz, at) {
  const tone = new OscillatorNode(context, { type: "triangle", frequency: hertz });
  const volume = new GainNode(context, { gain: 0 });
  volume.gain.setValueAtTime(0, at);
  volume.gain.linearRampToValueAtTime(0.35, at + 0.02);
  volume.gain.linearRampToValueAtTime(0, at + NOTE_S);
  tone.connect(volume).connect(context.destination);
  tone.start(at);
  tone.stop(at + NOTE_S);
}
