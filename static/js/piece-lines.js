// Related pieces as a list to order, with a search. The lines of the text field stay the truth:
// without this script they are typed, with it they are written by the list.

function button(words, symbol, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "row-button";
  made.title = words;
  made.setAttribute("aria-label", words);
  made.textContent = symbol;
  made.addEventListener("click", act);
  return made;
}

class Lines {
  constructor(box) {
    this.words = box.dataset;
    this.textarea = box.querySelector("textarea");
    this.lines = this.textarea.value.split("\n").map((line) => line.trim()).filter(Boolean);
    this.list = document.createElement("ol");
    this.status = document.createElement("p");
    this.status.className = "visually-hidden";
    this.status.setAttribute("role", "status");
    this.textarea.hidden = true;
    box.prepend(this.list, this.search());
    box.append(this.status);
    this.draw();
  }

  search() {
    const row = document.createElement("div");
    row.className = "piece-search";
    const list = document.createElement("datalist");
    list.id = `${this.textarea.id}-found`;
    this.input = document.createElement("input");
    Object.assign(this.input, { type: "text", autocomplete: "off", id: `${this.textarea.id}-search` });
    this.input.placeholder = this.words.search;
    this.input.setAttribute("aria-label", this.words.search);
    this.input.setAttribute("list", list.id);
    this.input.addEventListener("input", () => this.typed(list));
    this.input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing) return;
      event.preventDefault();
      this.add();
    });
    const add = document.createElement("button");
    add.type = "button";
    add.className = "row-add";
    add.textContent = this.words.add;
    add.addEventListener("click", () => this.add());
    row.append(this.input, list, add);
    return row;
  }

  typed(list) {
    // A whole line comes from the list below the field: somebody chose it.
    if ([...list.options].some((option) => option.value === this.input.value)) {
      this.add();
      return;
    }
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(list), 200);
  }

  async ask(list) {
    const typed = this.input.value.trim();
    this.asked?.abort();
    this.asked = new AbortController();
    if (typed.length < 2) return;
    try {
      const address = `${this.words.suggestUrl}?${new URLSearchParams({ q: typed })}`;
      const response = await fetch(address, { signal: this.asked.signal, redirect: "error" });
      if (!response.ok) return;
      const { suggestions } = await response.json();
      list.replaceChildren(...suggestions.map(({ value, label }) => {
        const option = new Option("", value);
        option.label = `${value.replace(/ \[[^[]*\]$/, "")} (${label})`;
        return option;
      }));
    } catch {
      // Without suggestions the slug or the address can still be typed.
    }
  }

  add() {
    const line = this.input.value.trim();
    this.input.value = "";
    if (!line || this.lines.includes(line)) return;
    this.lines.push(line);
    this.draw();
    this.say(this.words.added.replace("{name}", this.name(line)));
    this.input.focus();
  }

  name(line) {
    return line.replace(/ \[[^[]*\]$/, "");
  }

  draw() {
    this.textarea.value = this.lines.join("\n");
    this.textarea.dispatchEvent(new Event("change", { bubbles: true }));
    this.list.replaceChildren(...this.lines.map((line, place) => {
      const row = document.createElement("li");
      const name = document.createElement("span");
      name.textContent = this.name(line);
      const tools = document.createElement("span");
      tools.className = "row-tools";
      tools.append(
        button(`${this.words.up}: ${this.name(line)}`, "↑", () => this.move(place, -1)),
        button(`${this.words.down}: ${this.name(line)}`, "↓", () => this.move(place, 1)),
        button(`${this.words.remove}: ${this.name(line)}`, "×", () => this.remove(place)),
      );
      tools.children[0].setAttribute("aria-disabled", String(place === 0));
      tools.children[1].setAttribute("aria-disabled", String(place === this.lines.length - 1));
      row.append(name, tools);
      return row;
    }));
  }

  move(place, by) {
    const to = place + by;
    if (to < 0 || to >= this.lines.length) return;
    const [line] = this.lines.splice(place, 1);
    this.lines.splice(to, 0, line);
    this.draw();
    this.list.children[to].querySelectorAll("button")[by < 0 ? 0 : 1].focus();
    this.say(this.words.moved.replace("{name}", this.name(line))
      .replace("{place}", to + 1).replace("{count}", this.lines.length));
  }

  remove(place) {
    const [line] = this.lines.splice(place, 1);
    this.draw();
    this.say(this.words.removed.replace("{name}", this.name(line)));
    this.input.focus();
  }

  say(words) {
    this.status.textContent = words;
  }
}

document.querySelectorAll(".piece-lines").forEach((box) => new Lines(box));
