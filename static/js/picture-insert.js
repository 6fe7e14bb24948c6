// Pictures of the library for a Markdown text: searched, chosen, described, and written into it.

const PAUSE = 200;
const element = (name, properties) => Object.assign(document.createElement(name), properties);
const oneLine = (text) => text.split(/\s+/).filter(Boolean).join(" ");
const plain = (text) => oneLine(text).replace(/([\\`*_[\]<&])/g, "\\$1");
// A quotation mark would end the caption, so it is set as newspapers set it.
const quoted = (text) => oneLine(text).replace(/(^|[\s(])"/g, "$1“").replaceAll('"', "”");

class Insert {
  constructor(editor) {
    this.editor = editor;
    this.dialog = editor.querySelector("dialog.insert");
    const find = (selector) => this.dialog.querySelector(selector);
    [this.search, this.status, this.list] = [find("[type=search]"), find(".insert-status"), find(".insert-found")];
    [this.chosen, this.rows, this.width] = [find(".insert-chosen"), find(".insert-chosen ol"), find(".insert-width select")];
    [this.gallery, this.button, this.row] = [find(".insert-gallery"), find("[data-put]"), find("template")];
    this.pictures = new Map();
    this.listen();
  }

  listen() {
    this.editor.querySelector("[data-insert]").addEventListener("click", () => this.open());
    this.dialog.addEventListener("click", (event) => {
      if (event.target.closest("[data-close]")) this.dialog.close();
    });
    this.dialog.addEventListener("close", () => this.editor.querySelector("textarea").focus());
    // Nothing typed here is part of the piece: neither its draft nor its form hears of it.
    for (const kind of ["input", "change"]) {
      this.dialog.addEventListener(kind, (event) => event.stopPropagation());
    }
    this.dialog.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key !== "Enter" || !event.target.matches("input, select")) return;
      event.preventDefault();
      if (event.target.type === "checkbox") event.target.click();
      else if (event.target === this.search) this.ask();
    });
    this.search.addEventListener("input", () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.ask(), PAUSE);
    });
    this.list.addEventListener("change", (event) => this.choose(event.target));
    this.button.addEventListener("click", () => this.put());
  }

  open() {
    this.pictures.clear();
    this.rows.replaceChildren();
    [this.search.value, this.width.value] = ["", ""];
    this.show();
    this.dialog.showModal();
    this.search.focus();
    this.ask();
  }

  async ask() {
    const query = this.search.value;
    const words = this.dialog.dataset;
    let found;
    try {
      const address = `${words.library}?${new URLSearchParams({ q: query })}`;
      const response = await fetch(address, { redirect: "error" });
      found = (await response.json()).suggestions;
    } catch {
      this.status.textContent = words.failed;
      return;
    }
    if (this.search.value !== query) return;
    this.list.replaceChildren(...found.map((picture) => this.item(picture)));
    this.status.textContent = found.length ? words.found.replace("{number}", found.length) : words.none;
  }

  item(picture) {
    const box = element("input", { type: "checkbox", value: picture.value, checked: this.pictures.has(picture.value) });
    box.picture = picture;
    const label = element("label", {});
    const image = element("img", { src: picture.address, alt: "", width: 320, height: 240, loading: "lazy" });
    label.append(box, image, element("span", { textContent: picture.label }));
    if (picture.credit) label.append(element("small", { textContent: picture.credit }));
    const item = element("li", {});
    item.append(label);
    return item;
  }

  choose({ picture, checked }) {
    if (checked) {
      const row = this.row.content.firstElementChild.cloneNode(true);
      row.querySelector("legend").textContent = picture.label;
      row.querySelector("[data-alt]").value = picture.alt;
      row.querySelector("[data-caption]").placeholder = picture.caption;
      this.rows.append(row);
      this.pictures.set(picture.value, { picture, row });
    } else {
      this.pictures.get(picture.value)?.row.remove();
      this.pictures.delete(picture.value);
    }
    this.show();
  }

  show() {
    const { size } = this.pictures;
    this.chosen.hidden = size === 0;
    this.gallery.hidden = size < 2;
    this.width.closest("label").hidden = size !== 1;
    this.button.disabled = size === 0;
  }

  // One a line; lines that follow each other are a gallery.
  put() {
    const all = [...this.pictures.values()];
    const width = all.length === 1 && this.width.value ? `:${this.width.value}` : "";
    const code = all.map(({ picture, row }) => {
      const alt = plain(row.querySelector("[data-alt]").value);
      const caption = quoted(row.querySelector("[data-caption]").value);
      return `![${alt}](gambar:${picture.value}${width}${caption && ` "${caption}"`})`;
    }).join("\n");
    const name = all.map(({ picture }) => picture.label).join(", ");
    this.dialog.close();
    this.editor.dispatchEvent(new CustomEvent("newsroom:picture", { detail: { code, name } }));
  }
}

for (const editor of document.querySelectorAll(".markdownx")) new Insert(editor);
