// The microphone buttons: hold and speak, or tap, speak, tap.

import { Trouble } from "./api.js";
import { byId } from "./dom.js";
import { held } from "./exchange.js";
import { holdOrTap } from "./hold-or-tap.js";
import { Microphone } from "./microphone.js";
import * as screen from "./screen.js";
import { VoiceSocket } from "./voice-socket.js";

const TAIL_MS = 250; // people let go before their last syllable ends
const PATIENCE_MS = 20_000;
const OPENING_MS = 10_000; // longest wait for the microphone
const MARGIN_S = 1; // before the longest utterance the server takes

export class Listening {
  constructor(conversation) {
    this.conversation = conversation;
    this.current = null; // the utterance that is being spoken or answered
    this.longest_s = 30;
    conversation.leaveVoice = () => this.#leave();
    conversation.voiceDue = () => this.current?.due ?? false;
    this.attach(byId("mic"));
  }

  /** One more button to speak with. `take(text)`: wants the words only, unless they tell of an emergency. */
  attach(button, take = null) {
    const { conversation } = this;
    holdOrTap(button, {
      active: () => this.current !== null && ["opening", "listening"].includes(conversation.phase),
      start: () => this.#start(button, take),
      again: () => (conversation.phase === "opening" ? conversation.interrupt() : this.#stop()),
      released: () => this.#stop(),
      tapped: () => this.#tapped(),
    });
  }

  async #start(button, take) {
    this.conversation.interrupt();
    this.conversation.session.used = true;
    screen.clearTrouble();
    const utterance = {
      button,
      take,
      microphone: null,
      socket: null,
      stopped: false,
      answered: false,
      due: false, // whether the answer is about to be said
      timer: null,
      heard: "",
    };
    this.current = utterance;
    this.conversation.enter("opening");
    utterance.socket = new VoiceSocket(this.conversation.session, this.#handlers(utterance));
    utterance.timer = setTimeout(() => this.#failed(utterance, new Trouble("mic_slow")), OPENING_MS);
    let microphone = null;
    try {
      microphone = await Microphone.open((pcm, level) => this.#sound(utterance, pcm, level));
    } catch (error) {
      this.#failed(utterance, error);
      return;
    }
    if (this.current !== utterance) {
      microphone.close();
      return;
    }
    clearTimeout(utterance.timer);
    utterance.microphone = microphone;
    utterance.socket.start();
    this.conversation.enter("listening");
    utterance.timer = setTimeout(() => this.#stop(), (this.longest_s - MARGIN_S) * 1000);
    if (utterance.stopped) this.#finish(utterance);
  }

  #tapped() {
    document.body.dataset.tapped = "yes";
    this.conversation.on.phase(this.conversation.phase);
  }

  #stop() {
    const utterance = this.current;
    if (!utterance || utterance.stopped) return;
    utterance.stopped = true;
    if (utterance.microphone) this.#finish(utterance);
  }

  async #finish(utterance) {
    clearTimeout(utterance.timer);
    await new Promise((resolve) => setTimeout(resolve, TAIL_MS));
    if (this.current !== utterance) return;
    await utterance.microphone.finish();
    utterance.microphone = null;
    if (this.current !== utterance) return;
    utterance.socket.stop();
    this.conversation.enter("thinking");
    utterance.timer = setTimeout(() => this.#failed(utterance, new Trouble("slow")), PATIENCE_MS);
  }

  #sound(utterance, pcm, level) {
    utterance.socket.sound(pcm);
    utterance.button.style.setProperty("--level", Math.min(1, level * 6).toFixed(2));
  }

  #handlers(utterance) {
    const { conversation } = this;
    return {
      transcript: (text) => {
        utterance.heard = text;
        screen.showHeard(text);
      },
      reply: (reply) => this.#answered(utterance, reply),
      speechStart: (rate) => {
        utterance.due = false;
        if (!conversation.speaks) return;
        conversation.player.open(rate);
        conversation.enter("speaking");
      },
      speech: (bytes) => conversation.player.push(bytes),
      speechStop: () => {
        this.#spoken(utterance);
        conversation.player.close();
      },
      trouble: (trouble, code) => this.#trouble(utterance, trouble, code),
    };
  }

  #answered(utterance, reply) {
    const { conversation } = this;
    clearTimeout(utterance.timer);
    utterance.answered = true;
    if (utterance.take && !reply.emergency) {
      const { heard, take } = utterance;
      this.#leave();
      conversation.enter("idle");
      take(heard);
      return;
    }
    if (!held()) conversation.session.last = utterance.heard;
    utterance.due = conversation.speaks && Boolean(reply.speech);
    if (utterance.due) utterance.timer = setTimeout(() => this.#spoken(utterance), PATIENCE_MS);
    screen.showAsking(utterance.heard, false);
    screen.showHeard("");
    conversation.received(reply, utterance.heard);
    if (!reply.speech) this.#leave();
  }

  /** Nothing more is about to be said in answer. */
  #spoken(utterance) {
    utterance.due = false;
    this.conversation.saying.wake();
  }

  #trouble(utterance, trouble, code) {
    if (utterance.answered) this.#spoken(utterance);
    if (code === "speech_failed") this.#unsaid(trouble);
    else if (utterance.answered && code !== "lost") this.#unsaid(new Trouble("silent"));
    else if (code !== "lost" || this.conversation.phase !== "idle") this.#failed(utterance, trouble);
  }

  /** The answer can be read, but the rest of it is not said. */
  #unsaid(trouble) {
    this.conversation.player.close();
    if (this.conversation.speaks) screen.showTrouble(trouble);
  }

  #failed(utterance, trouble) {
    if (this.current !== utterance) return;
    this.#leave();
    this.conversation.failed(trouble);
  }

  #leave() {
    const utterance = this.current;
    this.current = null;
    delete document.body.dataset.tapped;
    screen.showHeard("");
    if (!utterance) return;
    utterance.button.style.removeProperty("--level");
    clearTimeout(utterance.timer);
    utterance.socket?.close();
    utterance.microphone?.close();
  }
}
