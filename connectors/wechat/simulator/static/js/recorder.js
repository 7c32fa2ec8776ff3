// Records from the microphone.

/** A recording under way. */
export class Recording {
  constructor(stream) {
    this.parts = [];
    this.started = Date.now();
    this.recorder = new MediaRecorder(stream);
    this.recorder.addEventListener("dataavailable", (event) => this.parts.push(event.data));
    this.recorder.start();
  }

  /** Ask for the microphone and start; throws where there is none. */
  static async start() {
    if (!navigator.mediaDevices?.getUserMedia || !window.MediaRecorder) throw new Error("no microphone");
    return new Recording(await navigator.mediaDevices.getUserMedia({ audio: true }));
  }

  /** Whole seconds so far. */
  get seconds() {
    return Math.floor((Date.now() - this.started) / 1000);
  }

  /** End it; gives the sound. */
  stop() {
    return new Promise((resolve) => {
      this.recorder.addEventListener("stop", () => {
        for (const track of this.recorder.stream.getTracks()) track.stop();
        resolve(new Blob(this.parts, { type: this.recorder.mimeType }));
      });
      this.recorder.stop();
    });
  }
}
