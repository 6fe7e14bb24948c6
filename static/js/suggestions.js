// Fields that offer what is known while somebody types: `data-suggest` names the address.

const PAUSE = 150;
let number = 0;

function enhance(input) {
  // A field may come with a list of its own: that is offered until something is typed.
  const first = input.list ? [...input.list.options].map((option) => option.value) : [];
  const list = document.createElement("datalist");
  list.append(...first.map((value) => new Option("", value)));
  list.id = `suggestions-${(number += 1)}`;
  input.after(list);
  input.setAttribute("list", list.id);
  input.autocomplete = "off";
  let timer;
  let asked;

  async function ask() {
    const typed = input.value.trim();
    asked?.abort();
    asked = new AbortController();
    if (typed.length < 2) {
      list.replaceChildren(...first.map((value) => new Option("", value)));
      return;
    }
    try {
      const address = `${input.dataset.suggest}?${new URLSearchParams({ q: typed })}`;
      const response = await fetch(address, { signal: asked.signal, redirect: "error" });
      if (!response.ok) return;
      const { suggestions } = await response.json();
      list.replaceChildren(...suggestions.map(({ value, label }) => {
        const option = new Option("", value);
        if (label) option.label = label;
        return option;
      }));
    } catch {
      // Suggestions are a comfort; without them one types on.
    }
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
}

document.querySelectorAll("input[data-suggest]").forEach(enhance);
