// Pictures for a Markdown text: by button, by drop and by paste. Nothing enters the text before
// the picture is stored; a refusal is said beside the text.

const carriesFiles = (transfer) => [...(transfer?.types ?? [])].includes("Files");

class Pictures {
  constructor(editor) {
    this.editor = editor;
    this.textarea = editor.querySelector("textarea");
    this.input = editor.querySelector(".markdownx-file");
    this.status = editor.querySelector(".markdownx-status");
    this.places = new Set();
    this.listen();
  }

  listen() {
    const { textarea, input } = this;
    this.editor.querySelector("[data-picture]").addEventListener("click", () => input.click());
    input.addEventListener("change", () => {
      this.take([...input.files]);
      input.value = "";
    });
    textarea.addEventListener("dragover", (event) => {
      if (!carriesFiles(event.dataTransfer)) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = "copy";
      textarea.classList.add("dragged-over");
    });
    textarea.addEventListener("dragleave", () => textarea.classList.remove("dragged-over"));
    textarea.addEventListener("drop", (event) => {
      textarea.classList.remove("dragged-over");
      if (!carriesFiles(event.dataTransfer)) return;
      event.preventDefault();
      this.take([...event.dataTransfer.files]);
    });
    textarea.addEventListener("paste", (event) => {
      const files = [...(event.clipboardData?.files ?? [])];
      // A spreadsheet's cells carry a picture of themselves; their words are what is meant.
      if (!files.length || event.clipboardData.types.includes("text/plain")) return;
      event.preventDefault();
      this.take(files);
    });
    // Chosen from the library: picture-insert.js.
    this.editor.addEventListener("newsroom:picture", ({ detail }) => {
      this.put(detail.code, detail.name, { at: textarea.selectionEnd });
    });
    this.length = textarea.value.length;
    textarea.addEventListener("input", () => this.shift());
  }

  // Somebody types on while a picture is sent: its place moves with the words before it.
  shift() {
    const { value, selectionEnd } = this.textarea;
    const grown = value.length - this.length;
    this.length = value.length;
    for (const place of this.places) {
      if (selectionEnd - Math.max(grown, 0) <= place.at) place.at = Math.max(0, place.at + grown);
    }
  }

  put(code, name, place) {
    const words = this.editor.dataset;
    this.insert(code, place);
    const described = !code.startsWith("![](");
    this.say((described ? words.uploaded : words.describe).replace("{name}", name));
  }

  async take(files) {
    const place = { at: this.textarea.selectionEnd };
    this.places.add(place);
    for (const file of files) await this.send(file, place);
    this.places.delete(place);
  }

  async send(file, place) {
    const words = this.editor.dataset;
    const name = file.name || "?";
    if (file.type && !file.type.startsWith("image/")) {
      this.say(words.notPicture.replace("{name}", name), true);
      return;
    }
    this.say(words.uploading.replace("{name}", name));
    const answer = await this.fetch(file);
    if (answer.error) {
      this.say(`${name}: ${answer.error}`, true);
      return;
    }
    this.put(answer.image_code, name, place);
  }

  async fetch(file) {
    const body = new FormData();
    body.append("image", file);
    const { form } = this.textarea;
    const ask = () => fetch(this.textarea.dataset.markdownxUploadUrlsPath, {
      method: "POST", headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value }, body, redirect: "error",
    });
    try {
      let response = await ask();
      if (response.status === 403) {
        // Whoever signed in again in another tab has another token.
        await this.renewToken(form);
        response = await ask();
      }
      const answer = await response.json();
      if (answer.error || (response.ok && answer.image_code)) return answer;
    } catch {
      // No connection, or an answer that is not ours: said in general words.
    }
    return { error: this.editor.dataset.uploadFailed };
  }

  async renewToken(form) {
    const page = await fetch(location.href, { headers: { Accept: "text/html" } });
    const fresh = new DOMParser().parseFromString(await page.text(), "text/html");
    const token = !page.redirected && fresh.querySelector("#content-main [name=csrfmiddlewaretoken]");
    if (token) form.elements.csrfmiddlewaretoken.value = token.value;
  }

  // A picture stands in a paragraph of its own, below the line it was meant for.
  insert(code, place) {
    const { textarea } = this;
    const { value } = textarea;
    const asked = Math.min(place.at, value.length);
    const lineStart = value.lastIndexOf("\n", asked - 1) + 1;
    const lineEnd = value.indexOf("\n", asked);
    const at = asked === lineStart ? asked : lineEnd === -1 ? value.length : lineEnd;
    const [before, after] = [value.slice(0, at), value.slice(at)];
    const lead = before === "" || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
    const trail = after.startsWith("\n\n") ? "" : after.startsWith("\n") ? "\n" : "\n\n";
    const text = lead + code + trail;
    const words = at + lead.length + 2;
    const here = document.activeElement === textarea || document.activeElement === document.body
      || this.editor.contains(document.activeElement);
    if (here) textarea.focus();
    const [from, to] = [textarea.selectionStart, textarea.selectionEnd];
    textarea.setSelectionRange(at, at);
    if (!here || !document.execCommand("insertText", false, text)) {
      textarea.setRangeText(text, at, at, "preserve");
      textarea.dispatchEvent(new Event("input", { bubbles: true }));
    }
    place.at = at + text.length;
    // Whoever waited finds the cursor where the description goes; whoever writes on is left alone.
    const waited = from === to && from === asked;
    if (waited) textarea.setSelectionRange(words, words + code.indexOf("]") - 2);
    else if (here) textarea.setSelectionRange(from + (from > at ? text.length : 0), to + (to > at ? text.length : 0));
  }

  say(words, refused = false) {
    this.status.textContent = words;
    this.status.classList.toggle("refused", refused);
  }
}

for (const editor of document.querySelectorAll(".markdownx")) new Pictures(editor);
