// What is typed at the desk is kept while it is typed: at the server, or in this browser where the
// server is not reached. Also says who else is here, and lets no save run into a closed door.

const place = document.querySelector("[data-keeping]");
const form = place?.closest("form");
const words = place?.dataset ?? {};

const AFTER = 3000; // of quiet, what was typed goes to the server
const AT_MOST = 10_000; // it waits so long while somebody types on
const PULSE = 5000;
const PATIENCE = 4000;
const LEFT_OUT = new Set(["csrfmiddlewaretoken", "note_position"]);

// --- What is typed --------------------------------------------------------------

function typed() {
  const data = new FormData(form);
  for (const [name, value] of [...data]) {
    if (LEFT_OUT.has(name) || name.startsWith("_") || typeof value !== "string") data.delete(name);
  }
  return data;
}

const asText = (data) => JSON.stringify([...data].filter(([name]) => !name.startsWith("note_") && name !== "desk_page"));

// A page that comes back with what was typed keeps the name it had.
const page = form?.elements.desk_page;
if (page && !page.getAttribute("value")) page.value = freshName();

// Not randomUUID(), which browsers have only where there is TLS.
function freshName() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// --- This browser's own store: each account's texts apart -------------------------

const shelf = `newsroom-unsaved ${words.account} `;
const slot = page && `${shelf}${page.value}`;

function putAside() {
  try {
    const fields = [...typed()];
    localStorage.setItem(slot, JSON.stringify({ address: words.keep, fields, at: Date.now() }));
    return true;
  } catch {
    return false;
  }
}

function drop(key) {
  try {
    localStorage.removeItem(key);
  } catch {
    // Without storage there is nothing to drop.
  }
}

function keptHere() {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(shelf));
  } catch {
    return [];
  }
}

// --- Speaking with the server -----------------------------------------------------

const SIGNED_OUT = Symbol("signed out");
const UNREACHED = Symbol("unreached");
const SLOW = Symbol("slow");

async function send(address, data, options = {}) {
  data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  const ask = () => fetch(address, {
    method: "POST", body: data, headers: { Accept: "application/json" }, signal: AbortSignal.timeout(20_000), ...options,
  });
  try {
    let response = await ask();
    if (response.status === 403) {
      // Whoever signed in again in another tab has another token.
      const token = await freshToken();
      if (!token) return SIGNED_OUT;
      form.elements.csrfmiddlewaretoken.value = token;
      data.set("csrfmiddlewaretoken", token);
      response = await ask();
    }
    if (response.redirected) return SIGNED_OUT;
    if (response.status === 403) return { refused: words.forbidden, lines: [] };
    if (response.status >= 500) return UNREACHED;
    const answer = await response.json();
    if (answer.account && answer.account !== words.account) return SIGNED_OUT;
    return answer;
  } catch (error) {
    return error.name === "TimeoutError" ? SLOW : UNREACHED;
  }
}

// Returns nothing to whoever is signed out, or signed in as somebody else.
async function freshToken() {
  const response = await fetch(words.pulse, { headers: { Accept: "application/json" }, signal: AbortSignal.timeout(PATIENCE) });
  if (response.redirected) return "";
  if (!response.ok) return form.elements.csrfmiddlewaretoken.value;
  const { token, account } = await response.json();
  return account === words.account ? token : "";
}

// More than a request may carry is refused unread, with all that was typed beside it.
async function isTooLong(data) {
  return (await new Response(data).blob()).size > Number(words.most);
}

// --- What is said -----------------------------------------------------------------

const line = place?.querySelector("[data-kept-line]");
const aloud = place?.querySelector("[data-kept-aloud]");
let state = "";

// The time runs on in silence; a screen reader hears only of what changes.
function say(now, text) {
  line.textContent = text;
  line.classList.toggle("kept-badly", now !== "kept" && now !== "");
  if (now === state) return;
  if (state !== "" || now !== "kept") aloud.textContent = text;
  state = now;
}

function sayOf(answer) {
  const here = putAside();
  if (answer === SIGNED_OUT) say("out", here ? words.signedOut : words.signedOutLost);
  else say("away", here ? words.unreached : words.lost);
}

// --- Keeping ----------------------------------------------------------------------

let sent = "";
let saved = "";
let timer = 0;
let since = 0;
let busy = false;
let onTheWay = null;
let leaving = false;

async function keep() {
  clearTimeout(timer);
  since = 0;
  const data = typed();
  const text = asText(data);
  if (text === sent || leaving) return;
  if (busy) {
    wait();
    return;
  }
  busy = true;
  if (await isTooLong(data)) {
    busy = false;
    say("long", words.tooLong);
    return;
  }
  if (text === saved) data.set("unchanged", "1");
  onTheWay = send(words.keep, data);
  const answer = await onTheWay;
  busy = false;
  if (leaving) return;
  if (typeof answer === "symbol") {
    sayOf(answer);
    timer = setTimeout(keep, PULSE);
    return;
  }
  if (answer.refused) {
    putAside();
    say("refused", answer.refused);
    if (answer.again) timer = setTimeout(keep, PULSE);
    return;
  }
  sent = text;
  if (asText(typed()) === text) drop(slot);
  say(answer.kept ? "kept" : "", answer.kept);
}

function wait() {
  const now = Date.now();
  since ||= now;
  clearTimeout(timer);
  timer = setTimeout(keep, Math.max(0, Math.min(AFTER, since + AT_MOST - now)));
}

let aside = 0;
function onInput() {
  wait();
  // A browser that is killed has this much of it.
  clearTimeout(aside);
  aside = setTimeout(() => { if (asText(typed()) !== sent) putAside(); }, 700);
}

function onLeave() {
  const data = typed();
  const text = asText(data);
  if (leaving || text === sent) return;
  data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  if (text === saved) {
    drop(slot);
    data.set("unchanged", "1");
  } else {
    // Sure, and enough for a next visit; a short text reaches the server as well.
    putAside();
  }
  navigator.sendBeacon(words.keep, data);
}

// What an earlier visit could not send goes to the server now, which offers it again.
async function bringIn() {
  let brought = false;
  for (const key of keptHere()) {
    if (key === slot) continue;
    try {
      const { address, fields, at } = JSON.parse(localStorage.getItem(key));
      // Another tab may still be writing it.
      if (Date.now() - at < 15_000) continue;
      const data = new FormData();
      for (const [name, value] of fields) data.append(name, value);
      if (await isTooLong(data)) continue;
      data.set("late", "1");
      const answer = await send(address, data);
      if (typeof answer === "symbol") return;
      if (answer.refused) continue;
      drop(key);
      brought ||= Boolean(answer.kept) && address === words.keep;
    } catch {
      drop(key);
    }
  }
  if (brought) await offer();
}

async function offer() {
  const response = await fetch(location.pathname, { headers: { Accept: "text/html" } });
  if (!response.ok || response.redirected) return;
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html").querySelector("[data-unsaved]");
  if (fresh) document.querySelector("[data-unsaved]")?.replaceWith(document.adoptNode(fresh));
}

// --- Who else is here ---------------------------------------------------------------

const company = place?.querySelector("[data-company]");
let beat = 0;

async function pulse() {
  clearTimeout(beat);
  if (document.hidden || leaving) return;
  const answer = await send(words.pulse, pulseData());
  beat = setTimeout(pulse, PULSE);
  if (typeof answer === "symbol") {
    if (answer === SIGNED_OUT) sayOf(answer);
    return;
  }
  if (state === "out") say("", "");
  if (answer.token) form.elements.csrfmiddlewaretoken.value = answer.token;
  const lines = answer.lines.join("\n");
  if (company.dataset.said === lines) return;
  company.dataset.said = lines;
  company.replaceChildren(...answer.lines.map((text) => {
    const item = document.createElement("li");
    item.textContent = text;
    return item;
  }));
}

function pulseData() {
  const data = new FormData();
  data.set("base", form.elements.base?.value ?? "0");
  data.set("state", words.state);
  return data;
}

// --- Saving -------------------------------------------------------------------------

let asked = false;

// Before anything else hears of it: a save goes out only to a server that will take it.
async function onSubmit(event) {
  if (event.target !== form) return;
  const { submitter } = event;
  if (submitter?.formTarget || submitter?.hasAttribute("formaction")) return;
  if (asked) {
    asked = false;
    leaving = true;
    putAside();
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  if (place.getAttribute("aria-busy") === "true") return;
  place.setAttribute("aria-busy", "true");
  clearTimeout(timer);
  say("saving", words.saving);
  // Were it to arrive after the save, it would be offered as not saved.
  await Promise.race([onTheWay, new Promise((resolve) => { setTimeout(resolve, PATIENCE); })]);
  const long = await isTooLong(typed());
  const answer = long || await send(words.pulse, pulseData(), { signal: AbortSignal.timeout(PATIENCE) });
  place.removeAttribute("aria-busy");
  if (long) {
    state = "";
    say("long", words.tooLong);
    place.scrollIntoView({ block: "nearest" });
    return;
  }
  // A slow line is no closed door: the save may take its time.
  if (typeof answer === "symbol" && answer !== SLOW) {
    state = "";
    sayOf(answer);
    place.scrollIntoView({ block: "nearest" });
    return;
  }
  if (answer.token) form.elements.csrfmiddlewaretoken.value = answer.token;
  asked = true;
  form.requestSubmit(submitter);
  // A form that its own checks hold back was not sent.
  asked = false;
}

if (form) {
  document.addEventListener("submit", onSubmit, true);
  form.addEventListener("input", onInput);
  form.addEventListener("change", onInput);
  window.addEventListener("pagehide", onLeave);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) onLeave();
    else pulse();
  });
  window.addEventListener("online", () => { keep(); pulse(); });
  // Back on the page after a save that did not go through.
  window.addEventListener("pageshow", () => { leaving = false; pulse(); });
  // The other modules build their rows first.
  window.addEventListener("load", () => {
    // What the save before this page took is not to be offered again.
    if (words.saved) drop(`${shelf}${words.saved}`);
    saved = sent = asText(typed());
    if (words.unsaved) sent = "";
    // desk.js noticed it.
    if ("typedEarly" in form.dataset) {
      saved = sent = "";
      onInput();
    }
    bringIn();
  });
}
