// Brings the page together: who is played, what they do, what is shown.

import * as api from "./api.js";
import { showCalls } from "./calls.js";
import { showChat, wireChat } from "./chat.js";
import { checkConnection, showSetting } from "./connection.js";
import { button, byId } from "./dom.js";
import { loadLabels, of, section } from "./labels.js";
import { showMenu, wireMenu } from "./menu.js";
import { showPeople } from "./people.js";
import { toast, tried } from "./toast.js";
import { wireVoice } from "./voice-tray.js";

const state = { people: [], openid: "", looking: false, again: false, failures: 0 };

const act = {
  play: (openid) => {
    state.openid = openid;
    return look();
  },
  say: (text, choiceId) => tried(() => api.say(state.openid, text, choiceId)),
  leave: () => tried(() => api.leave(state.openid)),
  tap: (key) => tried(() => api.tap(state.openid, key)),
  open: (url) => tried(() => api.open(state.openid, url)),
};

/** Fetch and show; a change that comes meanwhile is looked at afterwards. */
async function look() {
  if (state.looking) {
    state.again = true;
    return;
  }
  state.looking = true;
  do {
    state.again = false;
    await tried(async () => show(await api.chat(state.openid)));
  } while (state.again);
  state.looking = false;
}

function show(chat) {
  if (chat.openid !== state.openid) {
    state.again = true;
    return;
  }
  const person = state.people.find((one) => one.openid === chat.openid);
  showPeople(state.people, chat.openid, chat.following, chat.counts, act);
  showChat(person, chat.entries, chat.menu, act.say);
  showMenu(chat.menu, act);
  showCalls(chat.calls);
  showCodes(chat.codes);
  byId("stranger").hidden = chat.following;
  byId("foot").hidden = !chat.following;
  for (const chip of byId("examples").children) chip.disabled = !chat.following;
  const failures = chat.entries.filter((entry) => entry.outcome === "failed").length;
  if (failures > state.failures) checkConnection();
  state.failures = failures;
}

function showCodes(codes) {
  byId("codes-part").hidden = codes.length === 0;
  byId("codes").replaceChildren(...codes.map((code) => button("chip", () => scan(code.scene), code.scene)));
}

const scan = (code) => tried(() => api.scan(state.openid, code));

function wireComposer() {
  const field = byId("text");
  const send = async () => {
    const text = field.value.trim();
    if (text && (await act.say(text))) field.value = "";
    field.focus();
  };
  byId("composer").addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    send();
  });
  byId("scan").addEventListener("submit", async (event) => {
    event.preventDefault();
    const code = byId("scan-code").value.trim();
    if (code && (await scan(code))) byId("scan-code").value = "";
  });
  byId("follow").addEventListener("click", () => tried(() => api.follow(state.openid)));
  byId("check").addEventListener("click", checkConnection);
  byId("examples").replaceChildren(
    ...section("examples").map(({ name, text }) => {
      const chip = button("chip", () => act.say(text), name);
      chip.title = text;
      return chip;
    }),
  );
  wireVoice((sound, recognition) => tried(() => api.speak(state.openid, sound, recognition)));
}

await loadLabels();
const setting = await api.setting();
state.people = setting.people.map((person) => ({ mark: person.name.slice(0, 1), ...person }));
state.openid = state.people[0].openid;
wireComposer();
wireChat();
wireMenu();
showSetting(setting);
checkConnection();
api.follows(look, (lost) => lost && toast(of("trouble", "offline")));
document.body.dataset.ready = "yes";
