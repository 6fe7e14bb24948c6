// The preview beside a Markdown text. Only an answer that is surely a preview is shown as one,
// and an older answer never covers a newer one.

const PAUSE = 250;
const WIDE = 720;
const CHOICE = "newsroom-preview";

class Preview {
  constructor(editor) {
    this.editor = editor;
    this.textarea = editor.querySelector("textarea");
    this.pane = editor.querySelector(".markdownx-pane");
    this.page = editor.querySelector(".markdownx-preview");
    this.refusal = editor.querySelector(".markdownx-refusal");
    this.button = editor.querySelector("[data-preview]");
    this.shown = null;
    this.textarea.addEventListener("input", () => this.later());
    this.button.addEventListener("click", () => this.choose());
    this.textarea.addEventListener("scroll", () => this.follow(), { passive: true });
    this.page.addEventListener("click", (event) => {
      // A link in the preview must not take the editor away from the text.
      const link = event.target.closest("a[href]");
      if (!link) return;
      event.preventDefault();
      if (!link.hash || link.origin + link.pathname !== location.origin + location.pathname) {
        window.open(link.href, "_blank", "noopener");
      }
    });
    this.fit();
    new ResizeObserver(() => this.fit()).observe(editor);
    this.ask();
  }

  get wide() {
    return this.editor.clientWidth >= WIDE;
  }

  // Beside the text where there is room, unless it was closed; instead of it where there is none.
  fit() {
    const wide = this.wide;
    if (wide === this.wasWide) return;
    this.wasWide = wide;
    this.show(wide && this.remembered() !== "closed");
  }

  remembered() {
    try {
      return localStorage.getItem(CHOICE);
    } catch {
      return null;
    }
  }

  choose() {
    const open = this.pane.hidden;
    this.show(open);
    if (!this.wide) return;
    try {
      localStorage.setItem(CHOICE, open ? "open" : "closed");
    } catch {
      // Without storage the choice lasts as long as the page.
    }
  }

  show(open) {
    this.pane.hidden = !open;
    this.textarea.hidden = open && !this.wide;
    this.button.setAttribute("aria-pressed", String(open));
    if (open) this.follow();
  }

  follow() {
    const { scrollTop, scrollHeight, clientHeight } = this.textarea;
    const room = scrollHeight - clientHeight;
    if (this.pane.hidden || this.textarea.hidden || room <= 0) return;
    this.page.scrollTop = (scrollTop / room) * (this.page.scrollHeight - this.page.clientHeight);
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), PAUSE);
  }

  async ask() {
    const text = this.textarea.value;
    if (text === this.shown) return;
    this.asked?.abort();
    const asked = new AbortController();
    this.asked = asked;
    let outcome;
    try {
      outcome = await this.fetch(text, asked.signal);
    } catch {
      outcome = { refusal: this.editor.dataset.failed };
    }
    if (this.asked !== asked) return;
    this.editor.toggleAttribute("data-stale", Boolean(outcome.refusal));
    this.refusal.textContent = outcome.refusal ?? "";
    if (outcome.refusal) return;
    this.shown = text;
    this.put(outcome.html);
    const { words, minutes } = outcome;
    this.editor.dispatchEvent(
      new CustomEvent("newsroom:length", { bubbles: true, detail: { words, minutes } }),
    );
  }

  put(html) {
    const { scrollTop } = this.page;
    this.page.innerHTML = html;
    this.page.scrollTop = scrollTop;
  }

  async fetch(text, signal) {
    const token = this.textarea.form.elements.csrfmiddlewaretoken.value;
    const response = await fetch(this.textarea.dataset.markdownxUrlsPath, {
      method: "POST",
      headers: { "X-CSRFToken": token },
      body: new URLSearchParams({ content: text }),
      redirect: "error",
      signal,
    });
    const words = response.headers.get("X-Words");
    const body = await response.text();
    if (response.ok && words !== null) {
      return { html: body, words: Number(words), minutes: Number(response.headers.get("X-Minutes")) };
    }
    const plain = response.headers.get("Content-Type")?.startsWith("text/plain");
    return { refusal: plain && body ? body : this.editor.dataset.failed };
  }
}

for (const editor of document.querySelectorAll(".markdownx")) new Preview(editor);
