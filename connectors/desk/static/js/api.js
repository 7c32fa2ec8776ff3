// The desk's HTTP API. Every failure is a Trouble whose `kind` is the problem's name, or one of
// "offline", "slow", "server", "refused", "forbidden", "busy".

import { learn } from "./clock.js";
import { known, say } from "./labels.js";

const BASE = "/api/desk";
const PATIENCE_MS = 15_000;
const PROBLEM = "urn:qiaoban:problem:";
const BY_STATUS = { 401: "login_needed", 403: "forbidden", 413: "refused", 422: "refused", 429: "busy" };

export class Trouble extends Error {
  /** @param kind what went wrong; @param detail the server's own sentence; @param wait_s seconds until a retry makes sense */
  constructor(kind, detail = "", wait_s = 0) {
    super(kind);
    this.kind = kind;
    this.detail = detail;
    this.wait_s = wait_s;
  }

  /** A sentence for the agent. */
  get sentence() {
    if (known(`trouble_${this.kind}`)) return say(`trouble_${this.kind}`);
    return this.detail || say("trouble_server");
  }
}

let csrf = "";
let whose = "";
let signedOut = () => {};

/** `handler` runs whenever the server says that nobody is signed in any more. */
export function whenSignedOut(handler) {
  signedOut = handler;
}

async function request(method, path, body) {
  const control = new AbortController();
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    control.abort();
  }, PATIENCE_MS);
  const headers = {};
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (method !== "GET" && path !== "/login") headers["X-CSRF-Token"] = csrf;
  try {
    const response = await fetch(BASE + path, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      cache: "no-store",
      credentials: "same-origin",
      signal: control.signal,
    });
    const text = await response.text();
    learn(response.headers.get("Date"));
    if (!response.ok) throw problem(response, text);
    return text ? JSON.parse(text) : null;
  } catch (error) {
    if (error instanceof Trouble) throw error;
    if (late) throw new Trouble("slow");
    throw new Trouble(error instanceof TypeError ? "offline" : "server");
  } finally {
    clearTimeout(timer);
  }
}

function problem(response, text) {
  let document = {};
  try {
    document = JSON.parse(text) ?? {};
  } catch {
    // not ours: a proxy's page
  }
  const type = String(document.type ?? "");
  const name = type.startsWith(PROBLEM) ? type.slice(PROBLEM.length).replaceAll("-", "_") : "";
  const kind = known(`trouble_${name}`) ? name : (BY_STATUS[response.status] ?? "server");
  return new Trouble(kind, String(document.detail ?? ""), secondsOf(response.headers.get("Retry-After")));
}

function secondsOf(retryAfter) {
  if (!retryAfter) return 0;
  const seconds = /^\d+$/.test(retryAfter) ? Number(retryAfter) : (Date.parse(retryAfter) - Date.now()) / 1000;
  return Math.max(0, Math.ceil(seconds) || 0);
}

async function call(method, path, body) {
  try {
    return await request(method, path, body);
  } catch (error) {
    if (error.kind === "csrf") return again(method, path, body);
    if (error.kind === "login_needed") signedOut();
    throw error;
  }
}

/** Another tab has signed in again: take its token and try once more, unless it is somebody else's. */
async function again(method, path, body) {
  const former = whose;
  const found = await me();
  if (found.name !== former) location.reload();
  return request(method, path, body);
}

function remember(found) {
  csrf = found.csrf;
  whose = found.name;
  return found;
}

/** Who is signed in; rejects with "login_needed" without telling anybody. */
export const me = async () => remember(await request("GET", "/me"));
export const login = async (name, password) => remember(await request("POST", "/login", { name, password }));
export const logout = () => call("POST", "/logout");
export const cases = async (state) => (await call("GET", `/cases?state=${state}`)).cases;
export const caseOf = (id) => call("GET", `/cases/${encodeURIComponent(id)}`);
export const suggestions = (id) => call("GET", `/cases/${encodeURIComponent(id)}/suggestions`);
export const write = (id, text, client_id) =>
  call("POST", `/cases/${encodeURIComponent(id)}/messages`, { text, client_id });
/** @param what "take", "release" or "close" */
export const act = (id, what) => call("POST", `/cases/${encodeURIComponent(id)}/${what}`);
