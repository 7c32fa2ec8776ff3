// What is inside a bubble.

import * as api from "./api.js";
import { button, el, icon, pageLink } from "./dom.js";
import { of, t } from "./labels.js";
import { isPage, linked } from "./links.js";
import { toast } from "./toast.js";

const KINDS = {
  text: (content, say) => [el("p", "", ...linked(content.text, say))],
  news: (content) => content.articles.map(card),
  msgmenu: (content, say) => [
    content.text ? el("p", "", content.text) : null,
    ...content.choices.map((choice) => button("choice", () => say(choice.text, choice.id), choice.text)),
    content.closing ? el("p", "", content.closing) : null,
  ],
  voice: (content) => [voice(content.media_id)],
  image: (content) => [picture(content.media_id)],
};

/** The nodes for something received. */
export function received(content, say) {
  const show = KINDS[content.kind];
  return show ? show(content, say) : [el("p", "", t("other_kind", { kind: content.kind }), content.text)];
}

/** The nodes for a message that the person sent. */
export function sent(kind, fields) {
  if (kind === "text") return [el("p", "", ...linked(fields.Content, () => {}))];
  if (kind === "voice") {
    const heard = fields.Recognition ? el("p", "heard", t("heard_as", { text: fields.Recognition })) : null;
    return [voice(fields.MediaId), heard];
  }
  if (kind === "image") return [picture(fields.MediaId)];
  return [el("p", "", t("other_kind", { kind }), fields.Label ?? fields.Title ?? "")];
}

function card(article) {
  const inside = [
    article.picture && isPage(article.picture) ? cardPicture(article.picture) : null,
    el("strong", "", article.title),
    article.description ? el("span", "soft", article.description) : null,
  ];
  if (!isPage(article.url)) return el("div", "card", ...inside);
  return pageLink("card", article.url, ...inside, el("span", "card-open", icon("page"), t("open_page")));
}

function cardPicture(source) {
  const image = el("img");
  image.alt = "";
  image.addEventListener("error", () => image.remove());
  image.src = source;
  return image;
}

function picture(mediaId) {
  const image = el("img", "picture");
  image.alt = t("picture");
  image.src = api.media(mediaId);
  return image;
}

function voice(mediaId) {
  const play = () => new Audio(api.media(mediaId)).play().catch(() => toast(of("trouble", "failed")));
  return button("voice", play, icon("play"), t("voice_message"));
}
