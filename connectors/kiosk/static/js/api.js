// The HTTP API. Every failure is a Trouble whose `kind` names a sentence of labels.json.

const PATIENCE_MS = 15_000;
const KINDS = { 400: "refused", 413: "too_long", 422: "refused", 429: "busy" };

export class Trouble extends Error {
  /** @param kind key of the sentence, without "trouble_"; @param message what to show instead of it */
  constructor(kind, message = "") {
    super(message || kind);
    this.kind = kind;
    this.sentence = message;
  }
}

async function request(path, options, signal) {
  const limit = AbortSignal.timeout(PATIENCE_MS);
  try {
    const response = await fetch(path, {
      ...options,
      cache: "no-store",
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
    });
    if (!response.ok) throw new Trouble(KINDS[response.status] ?? "server");
    return response;
  } catch (error) {
    throw translated(error, signal, limit);
  }
}

function translated(error, signal, limit) {
  if (error instanceof Trouble || signal?.aborted) return error;
  return new Trouble(limit.aborted ? "slow" : "offline");
}

const post = (path, body, signal) =>
  request(
    path,
    { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) },
    signal,
  );

async function json(response) {
  try {
    return await response.json();
  } catch {
    throw new Trouble("server");
  }
}

/** One turn; gives the Reply. */
export async function chat(session, text, signal) {
  const body = { session_id: session.id, text, dialect: session.wanted, channel: "kiosk" };
  return json(await post("/api/chat", body, signal));
}

/** The sound of a text, as the bytes of a WAV file. */
export async function speech(session, text, dialect, signal) {
  const response = await post("/api/speech", { text, dialect, session_id: session.id }, signal);
  return response.arrayBuffer();
}

/** What this installation can hear and say. */
export async function capabilities() {
  return json(await request("/api/capabilities", {}));
}
