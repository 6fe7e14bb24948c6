// The tools above a Markdown text: buttons and shortcuts that wrap or prefix what is selected.
// The Tab key is left alone: it moves on, as everywhere.

const MARKS = { bold: ["**", "**"], italic: ["*", "*"] };
const PREFIXES = { heading: "## ", quote: "> ", list: "- " };
const KEYS = { b: "bold", i: "italic", k: "link" };

// Inserting as if typed keeps the browser's own undo.
function replace(textarea, start, end, text, from, to) {
  textarea.focus();
  textarea.setSelectionRange(start, end);
  if (!document.execCommand("insertText", false, text)) {
    textarea.setRangeText(text, start, end, "end");
    textarea.dispatchEvent(new Event("input", { bubbles: true }));
  }
  textarea.setSelectionRange(from, to);
}

function wrap(textarea, [before, after], placeholder) {
  const { selectionStart: start, selectionEnd: end, value } = textarea;
  const chosen = value.slice(start, end);
  const around = value.slice(start - before.length, start) === before
    && value.slice(end, end + after.length) === after;
  if (around) {
    const left = start - before.length;
    replace(textarea, left, end + after.length, chosen, left, left + chosen.length);
    return;
  }
  const words = chosen || placeholder;
  const from = start + before.length;
  replace(textarea, start, end, before + words + after, from, from + words.length);
}

function link(textarea, placeholder) {
  const { selectionStart: start, selectionEnd: end, value } = textarea;
  const words = value.slice(start, end) || placeholder;
  const text = `[${words}](https://)`;
  const address = start + words.length + 3;
  replace(textarea, start, end, text, address, address + "https://".length);
}

function prefix(textarea, mark) {
  const { selectionStart, selectionEnd, value } = textarea;
  const start = value.lastIndexOf("\n", selectionStart - 1) + 1;
  const next = value.indexOf("\n", Math.max(selectionStart, selectionEnd - 1));
  const end = next === -1 ? value.length : next;
  const lines = value.slice(start, end).split("\n");
  const marked = lines.every((line) => line.startsWith(mark));
  const text = lines.map((line) => (marked ? line.slice(mark.length) : mark + line)).join("\n");
  const caret = start + text.length;
  replace(textarea, start, end, text, lines.length > 1 ? start : caret, caret);
}

function format(textarea, name, placeholder) {
  if (name in MARKS) wrap(textarea, MARKS[name], placeholder);
  else if (name in PREFIXES) prefix(textarea, PREFIXES[name]);
  else if (name === "link") link(textarea, placeholder);
}

// One tab stop for the whole row; the arrows walk along it.
function walk(tools) {
  const buttons = [...tools.querySelectorAll("button, a")];
  const rest = (chosen) => buttons.forEach((button) => { button.tabIndex = button === chosen ? 0 : -1; });
  rest(buttons[0]);
  // A link that acts as a button answers to the space bar too.
  tools.addEventListener("keydown", (event) => {
    if (event.key !== " " || !event.target.matches("a")) return;
    event.preventDefault();
    event.target.click();
  });
  tools.addEventListener("focusin", (event) => rest(event.target));
  tools.addEventListener("keydown", (event) => {
    const last = buttons.length - 1;
    const at = buttons.indexOf(document.activeElement);
    const to = {
      ArrowRight: at === last ? 0 : at + 1, ArrowLeft: at === 0 ? last : at - 1, Home: 0, End: last,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    buttons[to].focus();
  });
}

for (const editor of document.querySelectorAll(".markdownx")) {
  const textarea = editor.querySelector("textarea");
  const tools = editor.querySelector(".markdownx-tools");
  const { text } = editor.dataset;
  tools.hidden = false;
  walk(tools);
  tools.addEventListener("click", (event) => {
    const button = event.target.closest("[data-format]");
    if (button) format(textarea, button.dataset.format, text);
  });
  textarea.addEventListener("keydown", (event) => {
    const name = KEYS[event.key.toLowerCase()];
    if (!name || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    event.preventDefault();
    format(textarea, name, text);
  });
}
