// Many pictures: each is a request of its own, a few at a time, so that a slow line loses one at
// most. What failed is named and can be sent again. Without this script the form sends all at once.

const AT_ONCE = 3;

class Uploads {
  constructor(form) {
    this.form = form;
    this.words = form.dataset;
    this.input = form.querySelector("[type=file]");
    this.list = form.querySelector(".upload-results");
    this.summary = form.querySelector(".upload-summary");
    this.all = this.button(this.words.retryAll, () => this.sendAgain());
    this.queue = [];
    this.sending = 0;
    this.entries = [];
    form.querySelector(".upload-send").hidden = true;
    this.input.required = false;
    this.listen();
  }

  listen() {
    this.input.addEventListener("change", () => {
      this.add([...this.input.files]);
      this.input.value = "";
    });
    const drop = this.form.querySelector(".upload-drop");
    const carriesFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
    document.addEventListener("dragover", (event) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      drop.classList.add("dragged-over");
    });
    document.addEventListener("dragleave", () => drop.classList.remove("dragged-over"));
    document.addEventListener("drop", (event) => {
      drop.classList.remove("dragged-over");
      if (!carriesFiles(event)) return;
      event.preventDefault();
      this.add([...event.dataTransfer.files]);
    });
    document.addEventListener("paste", (event) => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (files.length) this.add(files);
    });
    // The line is there again: nobody should have to click for what it lost.
    window.addEventListener("online", () => this.sendAgain());
    window.addEventListener("beforeunload", (event) => {
      if (this.sending || this.queue.length) event.preventDefault();
    });
  }

  add(files) {
    for (const file of files) {
      const entry = { file, row: document.createElement("li"), state: "waiting" };
      this.list.append(entry.row);
      this.entries.push(entry);
      this.wait(entry);
    }
    this.next();
  }

  sendAgain(entries = this.lost()) {
    entries.forEach((entry) => this.wait(entry));
    this.next();
  }

  lost() {
    return this.entries.filter((entry) => entry.again);
  }

  wait(entry) {
    entry.state = "waiting";
    entry.again = false;
    this.show(entry, { name: entry.file.name, words: this.words.waiting });
    this.queue.push(entry);
  }

  next() {
    while (this.sending < AT_ONCE && this.queue.length) this.send(this.queue.shift());
    this.count();
  }

  send(entry) {
    this.sending += 1;
    const { row } = entry;
    this.show(entry, { name: entry.file.name, words: this.words.sending });
    const bar = document.createElement("progress");
    bar.max = 1;
    bar.value = 0;
    bar.setAttribute("aria-label", entry.file.name);
    row.lastElementChild.append(bar);
    const request = new XMLHttpRequest();
    request.open("POST", this.form.action);
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) bar.value = event.loaded / event.total;
    });
    request.addEventListener("loadend", () => this.finish(entry, request));
    const body = new FormData(this.form);
    body.delete("files");
    body.append("files", entry.file);
    request.send(body);
  }

  async finish(entry, request) {
    let result;
    try {
      [result] = JSON.parse(request.responseText).results;
    } catch {
      // No connection, or an answer that is not ours: it can be tried again.
      result = { name: entry.file.name, error: this.words.failed, again: true };
      const isFresh = request.status > 0 && await this.renewToken();
      if (request.status > 0 && !isFresh) result.error = this.words.signedOut;
      if (isFresh && !entry.renewed) {
        this.sending -= 1;
        entry.renewed = true;
        this.sendAgain([entry]);
        return;
      }
    }
    this.sending -= 1;
    entry.renewed = false;
    entry.state = result.error ? "refused" : "done";
    entry.again = Boolean(result.again);
    this.show(entry, result);
    this.next();
  }

  // Whoever signed in again in another tab has another token; whoever is signed out has none.
  async renewToken() {
    const name = "csrfmiddlewaretoken";
    try {
      const response = await fetch(this.form.action, { headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const token = !response.redirected && page.querySelector(`.upload-many [name=${name}]`);
      if (token) this.form.elements[name].value = token.value;
      return Boolean(token);
    } catch {
      return true; // not reached: nothing is known
    }
  }

  show(entry, result) {
    const { row, state, file } = entry;
    row.className = state;
    const about = document.createElement("div");
    const name = document.createElement(result.address ? "a" : "strong");
    name.textContent = result.title ?? result.name ?? file.name;
    if (result.address) name.href = result.address;
    const words = document.createElement("span");
    words.className = "upload-words";
    words.textContent = result.error || result.words;
    about.append(name, words);
    row.replaceChildren(about);
    if (result.picture) {
      const picture = document.createElement("img");
      picture.src = result.picture;
      picture.alt = "";
      row.prepend(picture);
    }
    if (entry.again) row.append(this.button(this.words.retry, () => this.sendAgain([entry])));
  }

  button(words, act) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    button.textContent = words;
    button.addEventListener("click", act);
    return button;
  }

  count() {
    const number = (state) => this.entries.filter((entry) => entry.state === state).length;
    if (!this.entries.length) return;
    this.summary.textContent = this.words.summary
      .replace("{done}", number("done"))
      .replace("{all}", this.entries.length)
      .replace("{failed}", number("refused"));
    if (this.lost().length > 1) this.summary.after(this.all);
    else this.all.remove();
  }
}

document.querySelectorAll(".upload-many").forEach((form) => new Uploads(form));
