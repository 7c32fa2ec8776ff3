// The HTTP API. Every failure is a Trouble whose `kind` names a sentence of labels.json.

const PATIENCE_MS = 15_000;
const KINDS = { 400: "refused", 413: "too_long", 422: "refused", 429: "busy" };

export class Trouble extends Error {
  /**
   * @param kind key of the sentence, without "trouble_"; @param message what to show instead of it
   * @param status of the answer; 0 where there was none
   */
  constructor(kind, message = "", status = 0) {
    super(message || kind);
    this.kind = kind;
    this.sentence = message;
    this.status = status;
  }
}

/** What `read` makes of the answer. The patience holds until all of it has been read. */
async function request(path, options, read, signal = null) {
  const control = new AbortController();
  const leave = () => control.abort();
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    leave();
  }, PATIENCE_MS);
  signal?.addEventListener("abort", leave);
  if (signal?.aborted) leave();
  try {
    const response = await onTheWay(() => fetch(path, { ...options, cache: "no-store", signal: control.signal }));
    if (!response.ok) throw new Trouble(KINDS[response.status] ?? "server", "", response.status);
    return await read(response);
  } catch (error) {
    if (late) throw new Trouble("slow");
    throw error instanceof Trouble || signal?.aborted ? error : new Trouble("server");
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", leave);
  }
}

/** Fetching and reading fail with a TypeError when the network does; any other TypeError is a mistake of the page. */
async function onTheWay(step) {
  try {
    return await step();
  } catch (error) {
    throw error instanceof TypeError ? new Trouble("offline") : error;
  }
}

const json = async (response) => JSON.parse(await onTheWay(() => response.text()));
const bytes = (response) => onTheWay(() => response.arrayBuffer());

const post = (path, body, read, signal) =>
  request(
    path,
    { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) },
    read,
    signal,
  );

/** One turn; gives the Reply. */
export async function chat(session, text, signal) {
  const body = { session_id: session.id, text, dialect: session.wanted, channel: "kiosk" };
  return post("/api/chat", body, json, signal);
}

/** The sound of a text, as the bytes of a WAV file. `pace`: rate and volume other than the visit's. */
export async function speech(session, text, dialect, pace, signal) {
  return post("/api/speech", { text, dialect, session_id: session.id, ...pace }, bytes, signal);
}

/** Let a family member link to this visit; gives {code, expires_at, qr, text}. */
export async function linkFamily(session, consent, dialect, signal) {
  return post(familyOf(session), { consent, dialect }, json, signal);
}

/** How many family members are linked to this visit. */
export async function familyLinks(session) {
  return (await request(familyOf(session), {}, json)).links;
}

/** No family member is told anything any more. */
export async function unlinkFamily(session, signal) {
  return request(familyOf(session), { method: "DELETE" }, async () => null, signal);
}

const familyOf = (session) => `/api/sessions/${session.id}/family`;

/** What this installation can hear and say. */
export async function capabilities() {
  return request("/api/capabilities", {}, json);
}

/** Have the server forget a visit, even while the page goes away. */
export function forget(id) {
  fetch(`/api/sessions/${id}`, { method: "DELETE", keepalive: true }).catch(() => {});
}
