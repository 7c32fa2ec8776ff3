// The list of cases: groups, live waiting times, and the keyboard.
//
// The list itself has the focus and points at the case in question (aria-activedescendant), so that
// nothing is lost when cases move while somebody goes through them.

import { badges, isMine, levelOf, standing, waitsLong, whence } from "./case-words.js";
import { timeOf } from "./clock.js";
import { byId, el, emptiness, write } from "./dom.js";
import { say } from "./labels.js";

const PAGE = 8;
const KEYS = { ArrowDown: 1, ArrowUp: -1, PageDown: PAGE, PageUp: -PAGE, Home: -Infinity, End: Infinity };
const GROUPS = { open: ["waiting", "mine", "others"], closed: ["closed"] };

export class Queue {
  /** @param open opens a case: open(id, byKeyboard) */
  constructor(open) {
    this.open = open;
    this.list = byId("queue-list");
    this.rows = new Map(); // case id → { node, parts, summary }
    this.groups = new Map(); // name → { node, title, rows, ids }
    this.order = [];
    this.pointed = null;
    this.selected = null;
    this.list.addEventListener("keydown", (event) => this.#key(event));
    this.list.addEventListener("click", (event) => this.#click(event));
    this.list.addEventListener("pointerdown", (event) => this.#touch(event));
    this.list.addEventListener("focus", () => this.#point(this.pointed ?? this.selected ?? this.order[0]));
  }

  /** Show these cases; `unread` are those with words that the agent has not seen. */
  show(cases, { tab, me, unread, loading }) {
    this.me = me;
    const groups = { waiting: [], mine: [], others: [], closed: [] };
    for (const one of cases) groups[groupOf(one, me)].push(one);
    this.order = GROUPS[tab].flatMap((name) => groups[name].map((one) => one.id));
    this.#rows(cases, unread);
    for (const name of [...GROUPS.open, ...GROUPS.closed]) {
      this.#group(name, groups[name], GROUPS[tab].includes(name) && cases.length > 0);
    }
    if (!this.rows.has(this.pointed)) this.pointed = null;
    this.#jumps(tab, groups, unread);
    this.#empty(tab, cases.length === 0, loading);
    this.#mark();
  }

  /** Show which case is open. */
  select(id) {
    this.selected = id;
    if (id !== null) this.pointed = id;
    this.#mark();
  }

  /** Let the waiting times count up. */
  tick() {
    for (const row of this.rows.values()) this.#time(row);
  }

  #rows(cases, unread) {
    const here = new Set(cases.map((one) => one.id));
    for (const [id, row] of this.rows) {
      if (here.has(id)) continue;
      row.node.remove();
      this.rows.delete(id);
    }
    for (const one of cases) {
      const row = this.rows.get(one.id) ?? this.#newRow(one.id);
      const signature = JSON.stringify([one, this.me?.name, unread.has(one.id)]);
      if (row.signature === signature) continue;
      row.signature = signature;
      row.summary = one;
      this.#fill(row, unread.has(one.id));
    }
  }

  #newRow(id) {
    const parts = {
      badges: el("span", "badges"),
      marks: el("span", "marks"),
      words: el("p", "words"),
      whence: el("span", "whence"),
      standing: el("span", "standing"),
    };
    const node = el(
      "div",
      "row",
      el("div", "row-top", parts.badges, parts.marks),
      parts.words,
      el("div", "row-foot", parts.whence, parts.standing),
    );
    node.id = `case-${id}`;
    node.setAttribute("role", "option");
    node.caseId = id;
    const row = { node, parts };
    this.rows.set(id, row);
    return row;
  }

  #fill({ node, parts, summary }, unread) {
    node.dataset.level = levelOf(summary);
    node.dataset.state = summary.state;
    parts.badges.replaceChildren(...badges(summary));
    write(parts.words, summary.last_text || say("no_words"));
    write(parts.whence, `${say("case_number", { id: summary.id })} · ${whence(summary)}`);
    parts.marks.replaceChildren(
      ...(unread ? [el("span", "mark unread", say("new_words"))] : []),
      ...(summary.person_left && summary.state !== "closed" ? [el("span", "mark left", say("person_left"))] : []),
      el("time", "last", summary.state === "waiting" ? "" : timeOf(summary.last_at)),
    );
    this.#time(this.rows.get(summary.id));
  }

  #time({ node, parts, summary }) {
    write(parts.standing, standing(summary, this.me));
    const long = waitsLong(summary) ? "yes" : "no";
    if (node.dataset.long !== long) node.dataset.long = long;
  }

  #group(name, cases, wanted) {
    const group = this.groups.get(name) ?? this.#newGroup(name);
    group.node.hidden = !wanted || (cases.length === 0 && name !== "waiting");
    write(group.count, String(cases.length));
    group.none.hidden = cases.length > 0;
    let before = group.none.nextSibling;
    for (const { id } of cases) {
      const { node } = this.rows.get(id);
      if (node === before) before = before.nextSibling;
      else group.node.insertBefore(node, before);
    }
  }

  #newGroup(name) {
    const count = el("span", "group-count");
    const title = el("h2", "group-title", say(`group_${name}`), count);
    const none = el("p", "group-none", say("group_none"));
    const node = el("div", "group", title, none);
    node.setAttribute("role", "group");
    node.setAttribute("aria-label", say(`group_${name}`));
    title.setAttribute("role", "presentation");
    this.list.append(node);
    const group = { node, count, none };
    this.groups.set(name, group);
    return group;
  }

  #jumps(tab, groups, unread) {
    const names = GROUPS[tab].filter((name) => groups[name].length > 0);
    const jumps = byId("jumps");
    const shown = names.map((name) => [name, groups[name].length, groups[name].some((one) => unread.has(one.id))]);
    const signature = JSON.stringify(shown);
    jumps.hidden = names.length < 2;
    if (this.jumping === signature) return;
    this.jumping = signature;
    const had = document.activeElement?.dataset?.jump;
    jumps.replaceChildren(...shown.map((one) => this.#jump(...one)));
    if (had) jumps.querySelector(`[data-jump="${had}"]`)?.focus();
  }

  #jump(name, count, news) {
    const node = el("button", "jump", say(`group_${name}`), el("span", "group-count", String(count)));
    node.type = "button";
    node.dataset.jump = name;
    node.dataset.news = news ? "yes" : "no";
    node.setAttribute("aria-label", say("jump", { group: node.textContent }));
    node.addEventListener("click", () => {
      const first = this.groups.get(name).node.querySelector(".row");
      this.list.focus({ preventScroll: true });
      this.#point(first.caseId);
      this.groups.get(name).node.scrollIntoView({ block: "start" });
    });
    return node;
  }

  #empty(tab, empty, loading) {
    const node = byId("queue-empty");
    node.hidden = !empty;
    byId("queue-keys").hidden = empty;
    const key = tab === "open" ? "queue_empty" : "closed_empty";
    if (empty && loading) node.replaceChildren(...emptiness("clock", say("queue_loading")));
    else if (empty) node.replaceChildren(...emptiness(tab === "open" ? "cup" : "paper", say(key), say(`${key}_hint`)));
  }

  #mark() {
    for (const [id, { node }] of this.rows) {
      node.setAttribute("aria-selected", String(id === this.selected));
      node.dataset.pointed = id === this.pointed ? "yes" : "no";
    }
    if (this.rows.has(this.pointed)) this.list.setAttribute("aria-activedescendant", `case-${this.pointed}`);
    else this.list.removeAttribute("aria-activedescendant");
  }

  #point(id) {
    if (id === undefined) return;
    this.pointed = id;
    this.#mark();
    this.rows.get(id)?.node.scrollIntoView({ block: "nearest" });
  }

  #key(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key in KEYS) {
      event.preventDefault();
      const at = this.order.indexOf(this.pointed);
      const to = at < 0 ? 0 : Math.min(this.order.length - 1, Math.max(0, at + KEYS[event.key]));
      this.#point(this.order[to]);
    } else if ((event.key === "Enter" || event.key === " ") && this.rows.has(this.pointed)) {
      event.preventDefault();
      this.open(this.pointed, true);
    }
  }

  /** Point at what is pressed before the list gets the focus, so that nothing moves under the pointer. */
  #touch(event) {
    const node = event.target.closest(".row");
    if (!node) return;
    this.pointed = node.caseId;
    this.#mark();
  }

  #click(event) {
    const node = event.target.closest(".row");
    if (!node) return;
    this.open(node.caseId, false);
  }
}

function groupOf(summary, me) {
  if (summary.state !== "held") return summary.state;
  return isMine(summary, me) ? "mine" : "others";
}
