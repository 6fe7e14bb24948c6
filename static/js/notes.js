// Notes beside the text: sent without leaving the desk, so that nothing typed there is lost, and
// tied to the words that are selected. Without this script the form opens in a tab of its own.

const form = document.getElementById("notes-form");
const text = document.querySelector("textarea#id_body");
const kept = `newsroom-notes ${location.pathname}`;
let panel = document.querySelector("[data-notes]");

const fields = () => [...panel.querySelectorAll("textarea, select, input")];
const typed = () => Object.fromEntries(fields().map(({ name, value }) => [name, value]));
const length = (part) => [...part].length;

function say(words) {
  const place = panel.querySelector("[data-notes-said]");
  // The same words twice are said twice.
  place.textContent = "";
  setTimeout(() => { place.textContent = words; }, 50);
}

// --- Sending ------------------------------------------------------------------

function isSent(name, address) {
  if (address === form.action) return name.startsWith("note_");
  return address.includes(`/${name.replace("reply_", "")}/reply/`);
}

function fill(values, skip = () => false) {
  for (const field of fields()) {
    if (!(field.name in values) || skip(field.name)) continue;
    field.value = values[field.name];
    if (field.value && field.matches("textarea")) field.closest("details").open = true;
  }
}

function put(fresh, address) {
  const before = typed();
  const open = [...panel.querySelectorAll("details[open]")].map(({ id }) => id);
  const said = fresh.querySelector("[data-notes-said]").textContent;
  panel.replaceWith(fresh);
  panel = fresh;
  const refused = "refused" in panel.dataset;
  for (const id of open) {
    const details = document.getElementById(id);
    if (details && (refused || id === "notes-resolved")) details.open = true;
  }
  fill(before, (name) => !refused && isSent(name, address));
  enhance();
  if (refused) {
    const field = [...panel.querySelectorAll("textarea")].find(({ name }) => name !== "note_quote" && isSent(name, address));
    field?.focus();
    return;
  }
  say(said);
  const changed = document.getElementById(panel.dataset.changed);
  const inSight = changed && !changed.closest("details:not([open])");
  (inSight ? changed : panel.querySelector("h2")).focus();
}

async function read(response) {
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const found = page.querySelector("[data-notes]");
  return found && document.adoptNode(found);
}

// Returns the answer, or null to whoever is signed out.
async function post(address, extra = {}) {
  const data = new FormData(form);
  for (const [name, value] of Object.entries(extra)) data.set(name, value);
  if (text) data.set("body", text.value);
  const ask = () => fetch(address, { method: "POST", body: data, headers: { Accept: "text/html" } });
  const response = await ask();
  if (response.status !== 403) return response;
  // Whoever signed in again in another tab has another token.
  const page = await fetch(form.action);
  const token = new DOMParser().parseFromString(await page.text(), "text/html")
    .querySelector("#notes-form [name=csrfmiddlewaretoken]");
  if (!token) return null;
  form.elements.csrfmiddlewaretoken.value = token.value;
  data.set("csrfmiddlewaretoken", token.value);
  return ask();
}

async function send(event) {
  event.preventDefault();
  if (panel.getAttribute("aria-busy") === "true") return;
  const address = event.submitter?.hasAttribute("formaction") ? event.submitter.formAction : form.action;
  panel.setAttribute("aria-busy", "true");
  try {
    const response = await post(address, { panel: "1" });
    const fresh = response && await read(response);
    if (fresh) put(fresh, address);
    else say(!response || response.redirected ? panel.dataset.signedOut : panel.dataset.failed);
  } catch {
    say(panel.dataset.failed);
  }
  panel.removeAttribute("aria-busy");
}

// --- The text -----------------------------------------------------------------

// The server counts characters, the browser their halves.
const offset = (characters) => [...text.value].slice(0, characters).join("").length;

function nearest(words, start) {
  const after = text.value.indexOf(words, start);
  const before = text.value.lastIndexOf(words, start);
  if (after < 0 || before < 0) return Math.max(after, before);
  return after - start < start - before ? after : before;
}

function select(start, end) {
  // A narrow page shows either the text or its preview.
  if (text.offsetParent === null) text.closest(".markdownx").querySelector("[data-preview]").click();
  text.blur();
  // The caret is brought into sight, not the selection.
  text.setSelectionRange(start, start);
  text.focus();
  text.setSelectionRange(start, end);
}

async function show(button) {
  const { words, start, noteShow } = button.dataset;
  const found = words ? nearest(words, offset(Number(start))) : -1;
  if (found >= 0) {
    select(found, found + words.length);
    return;
  }
  try {
    const answer = await post(noteShow);
    const place = answer?.ok && !answer.redirected ? await answer.json() : null;
    if (!place) say(answer?.redirected === false ? panel.dataset.failed : panel.dataset.signedOut);
    else if ("start" in place) select(offset(place.start), offset(place.end));
    else say(panel.dataset.gone);
  } catch {
    say(panel.dataset.failed);
  }
}

function quoteSelection() {
  const { selectionStart: start, selectionEnd: end, value } = text;
  const words = value.slice(start, end);
  if (!words.trim()) {
    say(panel.dataset.nothingSelected);
    return;
  }
  fill({ note_field: "body", note_quote: words, note_position: length(value.slice(0, start)) });
  panel.querySelector("[name=note_text]").focus();
}

function enhance() {
  if (!text) return;
  const choose = panel.querySelector("[data-note-selection]");
  // Beside the summary rather than below it: it opens the note itself.
  choose.closest("details").before(choose);
  choose.hidden = false;
  choose.addEventListener("click", quoteSelection);
  for (const button of panel.querySelectorAll("[data-note-show]")) {
    button.hidden = false;
    button.addEventListener("click", () => show(button));
  }
}

// --- What was typed and not sent stays for the next visit -----------------------

function remember() {
  try {
    const written = Object.entries(typed()).filter(([name, value]) => value && name !== "note_field");
    const notes = Object.fromEntries(written.filter(([name]) => name !== "note_position"));
    if (Object.keys(notes).length) sessionStorage.setItem(kept, JSON.stringify(typed()));
    else sessionStorage.removeItem(kept);
  } catch {
    // Without storage only what is sent is kept.
  }
}

function recall() {
  try {
    fill(JSON.parse(sessionStorage.getItem(kept)) ?? {});
  } catch {
    // Nothing was kept.
  }
}

if (form && panel) {
  form.removeAttribute("target");
  form.addEventListener("submit", send);
  enhance();
  recall();
  window.addEventListener("pagehide", remember);
}
