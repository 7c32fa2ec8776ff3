// Speaking instead of writing: a recording or a file, and what the platform understood.

import { byId } from "./dom.js";
import { of, t } from "./labels.js";
import { Recording } from "./recorder.js";
import { toast } from "./toast.js";

const LONGEST_S = 60;

/** Wire the tray; `send(blob, recognition)` sends a voice message and tells whether it worked. */
export function wireVoice(send) {
  let recording = null;
  let ticking = 0;

  const status = (text) => {
    byId("recording").textContent = text;
    byId("recording").hidden = !text;
  };

  const idle = () => {
    clearInterval(ticking);
    recording = null;
    byId("record").textContent = t("record");
    byId("record-cancel").hidden = true;
    status("");
  };

  const deliver = async (sound) => {
    idle();
    status(t("voice_sending"));
    const worked = await send(sound, byId("recognition").value.trim());
    status("");
    if (worked) byId("recognition").value = "";
  };

  const finish = async () => deliver(await recording.stop());

  const start = async () => {
    try {
      recording = await Recording.start();
    } catch {
      toast(of("trouble", "microphone"));
      return;
    }
    byId("record").textContent = t("record_stop");
    byId("record-cancel").hidden = false;
    const tick = () => {
      status(t("recording", { seconds: recording.seconds }));
      if (recording.seconds >= LONGEST_S) finish();
    };
    tick();
    ticking = setInterval(tick, 500);
  };

  byId("record").addEventListener("click", () => (recording ? finish() : start()));
  byId("record-cancel").addEventListener("click", async () => {
    await recording.stop();
    idle();
  });
  byId("record-file").addEventListener("change", async (event) => {
    const [file] = event.target.files;
    if (file) await deliver(file);
    event.target.value = "";
  });
  byId("voice-open").addEventListener("click", (event) => {
    const tray = byId("tray");
    tray.hidden = !tray.hidden;
    event.currentTarget.setAttribute("aria-expanded", String(!tray.hidden));
  });
}
