// What the agent has written and not sent, per case. Only in memory: it may be about a person.

const drafts = new Map();

function of(id) {
  if (!drafts.has(id)) drafts.set(id, { text: "", attempt: null, sending: false });
  return drafts.get(id);
}

function freshId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export const textOf = (id) => drafts.get(id)?.text ?? "";
export const isSending = (id) => drafts.get(id)?.sending ?? false;

export function keep(id, text) {
  of(id).text = text;
}

/** Begin to send `text`; gives its id, the same one again while the same text has not been sent. */
export function attempt(id, text) {
  const draft = of(id);
  if (draft.attempt?.text !== text) draft.attempt = { text, clientId: freshId() };
  draft.sending = true;
  return draft.attempt.clientId;
}

/** The server did not take it, or nobody knows; it stays. */
export function failed(id) {
  of(id).sending = false;
}

/** The case's draft has been sent, or is not wanted any more. */
export function drop(id) {
  drafts.delete(id);
}

export function dropAll() {
  drafts.clear();
}

/** Whether anything is written that was not sent. */
export const any = () => [...drafts.values()].some((draft) => draft.text.trim() !== "");
