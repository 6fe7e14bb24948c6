// Suggestions while somebody types: a combobox with a list (ARIA 1.2). The focus stays in the
// field; the arrow keys go through the list, and the one downwards asks for it where there is none;
// Enter takes what is chosen, Escape closes the list, and whatever moves within the text (Home, End)
// leads back to it. What is chosen is opened, unless somebody who listens for `suggestions:chosen`
// does otherwise with it.
// Who listens for `suggestions:ask` may say that only a part of the field is to be completed.

const PAUSE = 150;
const WITHIN_THE_TEXT = ["Home", "End", "ArrowLeft", "ArrowRight"];
let lists = 0;

function enhance(line) {
  const input = line.querySelector("input");
  const list = document.createElement("ul");
  const status = document.createElement("span");
  list.id = `suggestions-of-${(lists += 1)}`;
  list.className = "suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.labels[0].textContent);
  status.className = "suggestions-said";
  status.setAttribute("role", "status");
  line.append(list, status);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");
  let chosen = -1;
  let timer;
  let asked;

  function close() {
    clearTimeout(timer);
    asked?.abort();
    list.hidden = true;
    chosen = -1;
    // What is said of the next list is news, be it the same words.
    status.textContent = "";
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function choose(place) {
    chosen = place;
    [...list.children].forEach((option, number) => {
      option.setAttribute("aria-selected", String(number === place));
    });
    if (place < 0) {
      input.removeAttribute("aria-activedescendant");
    } else {
      input.setAttribute("aria-activedescendant", list.children[place].id);
      list.children[place].scrollIntoView({ block: "nearest" });
    }
  }

  function show(suggestions) {
    list.replaceChildren(...suggestions.map(({ kind, text, label, value, address }, number) => {
      const option = document.createElement("li");
      const name = document.createElement("span");
      const about = document.createElement("span");
      option.id = `${list.id}-${number}`;
      Object.assign(option.dataset, { value: value ?? text, address: address ?? "" });
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      name.textContent = value ?? text;
      about.textContent = label ?? kind;
      about.className = "kind";
      option.append(name, " ", about);
      return option;
    }));
    chosen = -1;
    input.removeAttribute("aria-activedescendant");
    list.hidden = suggestions.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
    status.textContent = list.hidden
      ? line.dataset.none
      : line.dataset.some.replace("{number}", suggestions.length);
  }

  async function ask() {
    asked?.abort();
    asked = new AbortController();
    const part = { typed: input.value };
    line.dispatchEvent(new CustomEvent("suggestions:ask", { detail: part }));
    const typed = part.typed.trim();
    if (typed.length < 2) {
      close();
      return;
    }
    try {
      const address = `${line.dataset.suggestions}?${new URLSearchParams({ q: typed })}`;
      const response = await fetch(address, { signal: asked.signal, redirect: "error" });
      if (!response.ok) return;
      const { suggestions } = await response.json();
      if (document.activeElement === input) show(suggestions);
    } catch {
      // Suggestions are a comfort; without them one types on.
    }
  }

  function take(option) {
    const { value, address } = option.dataset;
    const detail = { value };
    const taken = new CustomEvent("suggestions:chosen", { detail, cancelable: true });
    if (line.dispatchEvent(taken)) window.location.assign(address);
    close();
  }

  function onKey(event) {
    // The keys of an input method are its own.
    if (event.isComposing) return;
    const { length } = list.children;
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if (event.key === "Enter" && chosen >= 0) {
      event.preventDefault();
      take(list.children[chosen]);
    } else if (event.key === "ArrowDown" && list.hidden) {
      event.preventDefault();
      ask();
    } else if (WITHIN_THE_TEXT.includes(event.key) && chosen >= 0) {
      choose(-1);
    } else if (["ArrowDown", "ArrowUp"].includes(event.key) && !list.hidden && length) {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      // One place more than there are: between last and first, the field itself.
      choose(((chosen + 1 + step + length + 1) % (length + 1)) - 1);
    }
  }

  input.addEventListener("keydown", onKey);
  input.addEventListener("blur", close);
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
  // Before the field loses the focus, and with it the list.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) take(option);
  });
}

document.querySelectorAll("[data-suggestions]").forEach(enhance);
