// One utterance over /ws/voice: sound goes out; transcript, Reply and speech come in.

import { Trouble } from "./api.js";
import { known } from "./labels.js";

/** The page's own sentence for what the server reports, or the server's where the page has none. */
function reported({ code, message }) {
  return known(`trouble_voice_${code}`) ? new Trouble(`voice_${code}`) : new Trouble("voice_lost", message);
}

export class VoiceSocket {
  /**
   * @param on handlers: transcript(text, final), reply(reply), speechStart(rate), speech(bytes),
   *   speechStop(), trouble(Trouble, code)
   */
  constructor(session, on) {
    this.on = on;
    this.waiting = [];
    this.over = false;
    const address = new URL("/ws/voice", location.href);
    address.protocol = address.protocol.replace("http", "ws");
    address.search = new URLSearchParams({ session_id: session.id, dialect: session.wanted });
    this.socket = new WebSocket(address);
    this.socket.binaryType = "arraybuffer";
    this.socket.addEventListener("open", () => this.#flush());
    this.socket.addEventListener("message", ({ data }) => this.#received(data));
    this.socket.addEventListener("close", () => this.#lost());
  }

  start() {
    this.#send(JSON.stringify({ type: "audio-start", data: { rate: 16000, width: 2, channels: 1 } }));
  }

  sound(pcm) {
    this.#send(pcm);
  }

  stop() {
    this.#send(JSON.stringify({ type: "audio-stop", data: {} }));
  }

  /** Want nothing more of it. */
  close() {
    this.over = true;
    this.socket.close();
  }

  #send(frame) {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(frame);
    else this.waiting.push(frame);
  }

  #flush() {
    for (const frame of this.waiting.splice(0)) this.socket.send(frame);
  }

  #received(data) {
    if (this.over) return;
    if (data instanceof ArrayBuffer) this.on.speech(data);
    else this.#event(JSON.parse(data));
  }

  #event({ type, data }) {
    if (type === "transcript") this.on.transcript(data.text, data.final);
    else if (type === "reply") this.on.reply(data);
    else if (type === "speech-start") this.on.speechStart(data.rate);
    else if (type === "speech-stop") {
      this.on.speechStop();
      this.close();
    } else if (type === "error") {
      this.on.trouble(reported(data), data.code);
    }
  }

  #lost() {
    if (this.over) return;
    this.over = true;
    this.on.trouble(new Trouble("voice_lost"), "lost");
  }
}
