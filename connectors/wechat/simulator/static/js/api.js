// Calls to the simulator.

/** A call that did not work; `status` is 0 when the simulator is not there. */
export class Failed extends Error {
  constructor(status) {
    super(`status ${status}`);
    this.status = status;
  }
}

async function call(path, options = {}) {
  let response;
  try {
    response = await fetch(`/phone/${path}`, options);
  } catch {
    throw new Failed(0);
  }
  if (!response.ok) throw new Failed(response.status);
  return response.json();
}

const post = (path, body) =>
  call(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body ?? {}) });

const chats = (openid, action) => `chats/${encodeURIComponent(openid)}/${action}`;

export const setting = () => call("setting");
export const check = () => post("check");
export const chat = (openid) => call(`chats/${encodeURIComponent(openid)}`);
export const say = (openid, text, choiceId = null) => post(chats(openid, "text"), { text, choice_id: choiceId });
export const follow = (openid) => post(chats(openid, "follow"));
export const leave = (openid) => post(chats(openid, "leave"));
export const scan = (openid, code) => post(chats(openid, "scan"), { code });
export const tap = (openid, key) => post(chats(openid, "tap"), { key });
export const open = (openid, url) => post(chats(openid, "tap"), { url });
export const media = (id) => `/phone/media/${encodeURIComponent(id)}`;

/** Send a recording of any kind; `recognition` is what the platform shall have understood. */
export const speak = (openid, recording, recognition) =>
  call(`${chats(openid, "voice")}?recognition=${encodeURIComponent(recognition)}`, { method: "POST", body: recording });

/** Run `look` at once and after every change; `lost(true)` while the simulator is away. */
export function follows(look, lost) {
  const changes = new EventSource("/phone/changes");
  changes.addEventListener("changed", () => {
    lost(false);
    look();
  });
  changes.addEventListener("error", () => lost(true));
}
