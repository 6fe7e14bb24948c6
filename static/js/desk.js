// The writing desk: nothing typed is left behind unsaved, and the small figures are true.

const desk = document.querySelector("[data-desk]");
const form = desk?.closest("form");

// --- Saving -------------------------------------------------------------------

// The token is renewed while the page is open; nobody typed it.
const state = () => JSON.stringify([...new FormData(form)]
  .filter(([name, value]) => name !== "csrfmiddlewaretoken" && typeof value === "string"));

// A page is written on before its last picture is there: that is not saved either.
function noticeEarlyTyping() {
  const early = () => { form.dataset.typedEarly = ""; };
  const texts = [...form.querySelectorAll("textarea, input[type=text]")];
  if (texts.some((field) => field.value !== field.defaultValue)) early();
  form.addEventListener("input", early);
  window.addEventListener("load", () => form.removeEventListener("input", early));
}

function watchForLoss() {
  // What a refused save brought back is not saved either.
  const refused = document.querySelector(".errornote, [name=taken]") !== null;
  let saved = null;
  let leaving = false;
  // The other modules build their rows first.
  window.addEventListener("load", () => { saved = state(); });
  const changed = () => "typedEarly" in form.dataset || (saved !== null && state() !== saved);
  // A form that goes into another tab leaves this one as it is.
  form.addEventListener("submit", (event) => { leaving = !event.submitter?.formTarget; });
  window.addEventListener("pageshow", () => { leaving = false; });
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && (refused || changed())) event.preventDefault();
  });
}

function saveByKey() {
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "s" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector("[name=_save]"));
  });
}

// After a save the page comes back where it was left.
function keepPlace() {
  const body = form.querySelector("textarea.markdownx-editor");
  const key = "newsroom-place";
  const path = location.pathname.replace(/add\/$/, "");
  try {
    const kept = JSON.parse(sessionStorage.getItem(key));
    sessionStorage.removeItem(key);
    const refused = document.querySelector(".errornote") !== null;
    if (kept && !refused && location.pathname.startsWith(kept.path)) {
      body.setSelectionRange(kept.start, kept.end);
      body.scrollTop = kept.text;
      if (kept.writing) body.focus({ preventScroll: true });
      window.scrollTo(0, kept.page);
    }
    form.addEventListener("submit", () => sessionStorage.setItem(key, JSON.stringify({
      path, start: body.selectionStart, end: body.selectionEnd, text: body.scrollTop, page: scrollY,
      writing: document.activeElement === body,
    })));
  } catch {
    // Without storage the page opens at its top.
  }
}

// What was said stays in sight until somebody writes on.
function keepMessages() {
  const messages = document.querySelector(".messagelist");
  if (!messages) return;
  messages.classList.add("in-sight");
  form.addEventListener("input", () => messages.classList.remove("in-sight"), { once: true });
}

// --- Figures and words ----------------------------------------------------------

function countWords() {
  const line = desk.querySelector(".desk-words");
  const number = new Intl.NumberFormat(document.documentElement.lang);
  document.addEventListener("newsroom:length", ({ detail }) => {
    line.textContent = line.dataset.wordsTemplate
      .replace("{words}", number.format(detail.words)).replace("{minutes}", number.format(detail.minutes));
  });
}

const slugFrom = (text) => text.normalize("NFKD").replace(/[^\x20-\x7e]/g, "").toLowerCase()
  .replace(/[^\w\s-]/g, "").trim().replace(/[-_\s]+/g, "-").replace(/^-|-$/g, "");

function cut(slug, most) {
  if (slug.length <= most) return slug;
  const whole = slug.slice(0, most + 1);
  return whole.includes("-") ? whole.slice(0, whole.lastIndexOf("-")) : slug.slice(0, most);
}

// Until readers know the address, it follows the headline; from then on only by hand.
function followHeadline() {
  const place = desk.querySelector("[data-slug-from]");
  if (!place) return;
  const slug = place.querySelector("input");
  const headline = document.getElementById(place.dataset.slugFrom);
  const made = () => cut(slugFrom(headline.value), slug.maxLength);
  let follows = slug.value === "" || slug.value === made();
  slug.addEventListener("input", () => { follows = slug.value === ""; });
  headline.addEventListener("input", () => { if (follows) slug.value = made(); });
}

function oneLineHeadline() {
  const headline = document.getElementById("id_headline");
  headline.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.isComposing) event.preventDefault();
  });
  headline.addEventListener("input", () => {
    if (headline.value.includes("\n")) headline.value = headline.value.replace(/\s*\n\s*/g, " ");
  });
}

function nowOrLater() {
  const at = document.getElementById("id_publish_at");
  const button = desk.querySelector("[name=_publish]");
  if (!at || !button) return;
  const now = button.textContent;
  const tell = () => { button.textContent = at.value ? button.dataset.later : now; };
  at.addEventListener("input", tell);
  tell();
}

// There is nothing new to publish or to submit until somebody writes something.
function wakeWhenChanged() {
  form.addEventListener("input", ({ target }) => {
    if (target.closest(".desk-acts")) return;
    for (const button of desk.querySelectorAll("[data-until-changed]")) {
      button.disabled = false;
      document.getElementById(button.getAttribute("aria-describedby"))?.setAttribute("hidden", "");
    }
  });
}

if (desk) {
  noticeEarlyTyping();
  oneLineHeadline();
  followHeadline();
  countWords();
  nowOrLater();
  wakeWhenChanged();
  saveByKey();
  keepPlace();
  keepMessages();
  watchForLoss();
}
