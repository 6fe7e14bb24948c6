// The byline's rows: add, remove, move. Without it they are plain lists with two empty ones.

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

class Rows {
  constructor(box) {
    this.words = box.dataset;
    this.list = box.querySelector("ol");
    this.blank = this.list.lastElementChild.cloneNode(true);
    this.blank.querySelector("select").value = "";
    this.status = document.createElement("p");
    this.status.className = "visually-hidden";
    this.status.setAttribute("role", "status");
    this.more = document.createElement("button");
    this.more.type = "button";
    this.more.className = "row-add";
    this.more.textContent = this.words.add;
    this.more.addEventListener("click", () => this.add().querySelector("select").focus());
    box.append(this.more, this.status);
    for (const row of [...this.list.children]) {
      if (row.querySelector("select").value) this.equip(row);
      else row.remove();
    }
    if (!this.list.children.length) this.add();
    this.number();
  }

  add() {
    const row = this.blank.cloneNode(true);
    this.list.append(row);
    this.equip(row);
    this.number();
    return row;
  }

  equip(row) {
    const tools = document.createElement("span");
    tools.className = "row-tools";
    tools.append(
      button(this.words.up, "↑", () => this.move(row, -1)),
      button(this.words.down, "↓", () => this.move(row, 1)),
      button(this.words.remove, "×", () => this.remove(row)),
    );
    row.append(tools);
  }

  name(row) {
    const select = row.querySelector("select");
    return select.value ? select.selectedOptions[0].textContent : select.getAttribute("aria-label");
  }

  move(row, by) {
    const rows = [...this.list.children];
    const place = rows.indexOf(row) + by;
    if (place < 0 || place >= rows.length) return;
    const pressed = document.activeElement;
    if (by < 0) rows[place].before(row);
    else rows[place].after(row);
    pressed.focus();
    this.number();
    this.say(this.words.moved.replace("{name}", this.name(row))
      .replace("{place}", place + 1).replace("{count}", rows.length));
  }

  remove(row) {
    const near = row.nextElementSibling ?? row.previousElementSibling;
    this.say(this.words.removed.replace("{name}", this.name(row)));
    row.remove();
    this.number();
    (near?.querySelector("select") ?? this.more).focus();
  }

  number() {
    [...this.list.children].forEach((row, index) => {
      const select = row.querySelector("select");
      select.id = select.id.replace(/\d+$/, index);
      const [up, down] = row.querySelectorAll("button");
      up?.setAttribute("aria-disabled", String(index === 0));
      down?.setAttribute("aria-disabled", String(index === this.list.children.length - 1));
      select.setAttribute("aria-label", select.getAttribute("aria-label").replace(/\d+/, index + 1));
    });
  }

  say(words) {
    this.status.textContent = words;
  }
}

document.querySelectorAll(".author-rows").forEach((box) => new Rows(box));
