// Tags on one line: combobox.js completes the name the cursor is in, and what the text names is
// offered below, to be added with one click. Nothing typed is ever changed by itself.

const PAUSE = 1500;

const folded = (name) => name.normalize("NFC").trim().replace(/\s+/g, " ").toLowerCase();
const names = (input) => input.value.split(",").map(folded).filter(Boolean);

// Commas alone part tags; spaces and quotes belong to names.
function nameAt(input) {
  const place = input.selectionEnd ?? input.value.length;
  const start = input.value.lastIndexOf(",", place - 1) + 1;
  const comma = input.value.indexOf(",", place);
  return { start, end: comma < 0 ? input.value.length : comma };
}

// As if it had been typed, so that whatever keeps or watches the text hears of it.
function write(input, value, place) {
  input.value = value;
  input.setSelectionRange(place, place);
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

function complete(input, name) {
  const { start, end } = nameAt(input);
  const before = input.value.slice(0, start);
  const after = input.value.slice(end).replace(/^[,\s]+/, "");
  const written = `${before}${before && " "}${name}, `;
  write(input, written + after, written.length);
}

function add(input, name) {
  const kept = input.value.replace(/[,\s]+$/, "");
  const value = `${kept}${kept && ", "}${name}`;
  write(input, value, value.length);
}

class Proposals {
  constructor(line, input, box) {
    Object.assign(this, { line, input, box, list: box.querySelector("ul"), all: [] });
    this.status = document.createElement("p");
    this.status.className = "visually-hidden";
    this.status.setAttribute("role", "status");
    box.after(this.status);
    const { elements } = input.form;
    this.fields = ["headline", "standfirst", "body"].map((name) => elements[name]).filter(Boolean);
    for (const field of this.fields) field.addEventListener("input", () => this.soon());
    input.addEventListener("input", () => this.draw());
    if (this.fields.some((field) => field.value)) this.ask();
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), PAUSE);
  }

  async ask() {
    this.asked?.abort();
    this.asked = new AbortController();
    const data = new FormData();
    for (const field of this.fields) data.set(field.name, field.value);
    data.set("tags", this.input.value);
    data.set("csrfmiddlewaretoken", this.input.form.elements.csrfmiddlewaretoken.value);
    try {
      const options = { method: "POST", body: data, signal: this.asked.signal, redirect: "error" };
      const response = await fetch(this.line.dataset.propose, options);
      if (!response.ok) return;
      this.all = (await response.json()).proposals;
      this.draw();
    } catch {
      // Proposals are a comfort; without them one types on.
    }
  }

  draw() {
    const carried = names(this.input);
    const left = this.all.filter(({ value }) => !carried.includes(folded(value)));
    const shown = JSON.stringify(left);
    if (shown === this.shown) return;
    this.shown = shown;
    this.list.replaceChildren(...left.map(({ value, label }) => {
      const item = document.createElement("li");
      const button = document.createElement("button");
      const about = document.createElement("span");
      button.type = "button";
      button.className = "row-add";
      button.textContent = `+ ${value} `;
      about.className = "quiet";
      about.textContent = label;
      button.append(about);
      button.addEventListener("click", () => this.take(value));
      item.append(button);
      return item;
    }));
    this.box.hidden = left.length === 0;
  }

  take(name) {
    const place = [...this.list.querySelectorAll("button")].indexOf(document.activeElement);
    add(this.input, name);
    this.status.textContent = this.line.dataset.added.replace("{name}", name);
    const left = this.list.querySelectorAll("button");
    (left[Math.min(Math.max(place, 0), left.length - 1)] ?? this.input).focus();
  }
}

function enhance(line) {
  const input = line.querySelector("input");
  line.addEventListener("suggestions:ask", ({ detail }) => {
    const { start, end } = nameAt(input);
    detail.typed = input.value.slice(start, end);
  });
  line.addEventListener("suggestions:chosen", (event) => {
    event.preventDefault();
    complete(input, event.detail.value);
  });
  const box = document.querySelector("[data-tag-proposals]");
  if (box) new Proposals(line, input, box);
}

document.querySelectorAll(".tag-line").forEach(enhance);
