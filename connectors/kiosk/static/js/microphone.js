// The microphone, open only while somebody speaks.

import { Trouble } from "./api.js";
import { audioContext } from "./player.js";

const WORKLET = new URL("./capture-worklet.js", import.meta.url);
const WANTED = { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true };
const FLUSH_MS = 500; // longest wait for the last piece
const REFUSALS = ["NotAllowedError", "SecurityError"];

let loaded = null;

/** Whether this browser, at this address, has a microphone to offer. */
export const canCapture = () => Boolean(navigator.mediaDevices?.getUserMedia && window.AudioWorkletNode);

async function stream() {
  if (!canCapture()) throw new Trouble("mic_insecure");
  try {
    return await navigator.mediaDevices.getUserMedia({ audio: WANTED });
  } catch (error) {
    throw new Trouble(REFUSALS.includes(error.name) ? "mic_refused" : "mic_missing");
  }
}

export class Microphone {
  /** Open it. `onSound(pcm, level)` gets 16 kHz 16-bit mono in pieces; level is 0..1 (RMS). */
  static async open(onSound) {
    const sound = await stream();
    const context = audioContext();
    try {
      loaded ??= context.audioWorklet.addModule(WORKLET);
      await loaded;
    } catch {
      loaded = null;
      for (const track of sound.getTracks()) track.stop();
      throw new Trouble("voice_lost");
    }
    return new Microphone(context, sound, onSound);
  }

  constructor(context, sound, onSound) {
    this.sound = sound;
    this.source = context.createMediaStreamSource(sound);
    this.node = new AudioWorkletNode(context, "capture", { numberOfOutputs: 0 });
    this.ended = new Promise((resolve) => {
      this.node.port.onmessage = ({ data }) => (data.ended ? resolve() : onSound(data.pcm, data.level));
    });
    this.source.connect(this.node);
  }

  /** Give out what is still held, then close. */
  async finish() {
    this.node.port.postMessage("finish");
    await Promise.race([this.ended, new Promise((resolve) => setTimeout(resolve, FLUSH_MS))]);
    this.close();
  }

  /** Close at once. */
  close() {
    this.node.port.postMessage("finish");
    this.node.port.onmessage = null;
    this.source.disconnect();
    for (const track of this.sound.getTracks()) track.stop();
  }
}
