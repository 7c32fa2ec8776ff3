// Who is being played, and how many messages the others have not seen.

import { button, byId, el } from "./dom.js";
import { t } from "./labels.js";

const seen = new Map();

/** Show the people; the one with `current` is being played. `counts` are messages received by each. */
export function showPeople(people, current, following, counts, act) {
  seen.set(current, counts[current] ?? 0);
  byId("people").replaceChildren(...people.map((person) => row(person, person.openid === current, following, counts, act)));
}

function row(person, playing, following, counts, act) {
  const news = (counts[person.openid] ?? 0) - (seen.get(person.openid) ?? 0);
  const choose = button(
    "person",
    () => act.play(person.openid),
    el("span", "avatar", person.mark),
    el("span", "", el("strong", "", person.name), person.hint ? el("small", "", person.hint) : null),
    news > 0 ? el("span", "badge", t("unread", { n: news })) : null,
  );
  choose.setAttribute("aria-pressed", String(playing));
  const leave = playing && following ? button("quiet", act.leave, t("leave")) : null;
  return el("div", "person-row", choose, leave);
}
