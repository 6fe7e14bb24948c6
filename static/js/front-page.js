// Places of the front page: dragged, or moved by their buttons, without a round trip. Without
// this script the same buttons do the same at the server.

const form = document.querySelector(".places");
const status = form.querySelector("[role=status]");
const places = new Map(
  [...form.querySelectorAll("[data-place]")].map((place) => [place.dataset.place, place]),
);

function fields(place) {
  return [...place.querySelectorAll("input")];
}

function nameOf(line) {
  return line.replace(/ \[[^[]*\]$/, "");
}

function say(words, values) {
  status.textContent = words.replace(/\{(\w+)\}/g, (_all, key) => values[key]);
}

// What was said of a place is no longer true of what stands there now.
function forget(place) {
  place.classList.remove("place-marked");
  place.querySelectorAll(".place-auto, .place-theirs, .errorlist").forEach((note) => note.remove());
}

function swap(one, other) {
  const theirs = fields(other);
  fields(one).forEach((field, index) => {
    [field.value, theirs[index].value] = [theirs[index].value, field.value];
  });
  forget(one);
  forget(other);
  other.closest("details").open = true;
  const line = theirs[0].value || fields(one)[0].value;
  say(form.dataset.swapped, { name: nameOf(line), place: other.dataset.name });
}

function clear(place) {
  fields(place).forEach((field) => {
    field.value = "";
  });
  forget(place);
  say(form.dataset.cleared, { place: place.dataset.name });
}

function put(place, line) {
  clear(place);
  fields(place)[0].value = line;
  say(form.dataset.swapped, { name: nameOf(line), place: place.dataset.name });
}

form.addEventListener("click", (event) => {
  const button = event.target.closest("button[name=swap], button[name=clear]");
  if (!button) return;
  event.preventDefault();
  if (button.name === "clear") {
    clear(places.get(button.value));
    return;
  }
  const [one, other] = button.value.split(":").map((key) => places.get(key));
  swap(one, other);
  // The piece went on, and the finger with it: the next press moves it further.
  const same = other.querySelector(`button[data-way=${button.dataset.way}]`);
  (same ?? other.querySelector("button[name=swap]")).focus();
});

// --- Dragging ---------------------------------------------------------------------

let dragged = null; // a place, or the line of an offered piece

function draggable(handle, what, image) {
  handle.draggable = true;
  handle.addEventListener("dragstart", (event) => {
    dragged = what;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", typeof what === "string" ? what : "");
    event.dataTransfer.setDragImage(image, 12, 12);
  });
  handle.addEventListener("dragend", () => {
    dragged = null;
    document.querySelectorAll(".place-target").forEach((one) => one.classList.remove("place-target"));
  });
}

places.forEach((place) => {
  const handle = document.createElement("span");
  handle.className = "place-handle";
  handle.title = form.dataset.drag;
  handle.setAttribute("aria-hidden", "true");
  handle.textContent = "⠿";
  place.prepend(handle);
  draggable(handle, place, place);
  place.addEventListener("dragover", (event) => {
    if (dragged === null) return;
    event.preventDefault();
    place.classList.add("place-target");
  });
  place.addEventListener("dragleave", (event) => {
    if (!place.contains(event.relatedTarget)) place.classList.remove("place-target");
  });
  place.addEventListener("drop", (event) => {
    if (dragged === null) return;
    event.preventDefault();
    place.classList.remove("place-target");
    if (typeof dragged === "string") put(place, dragged);
    else if (dragged !== place) swap(dragged, place);
  });
});

form.querySelectorAll("details").forEach((area) => {
  area.addEventListener("dragenter", () => {
    if (dragged !== null) area.open = true;
  });
});

// --- Without dragging: a button puts a piece where the top of the page fills itself -------

function putAtTop(line) {
  const top = [...places.values()].filter((place) => place.dataset.place.startsWith("top-"));
  const free = top.find((place) => !fields(place)[0].value.trim());
  if (free) {
    put(free, line);
  } else {
    forget(top[0]);
    const note = document.createElement("p");
    note.className = "place-theirs";
    note.textContent = form.dataset.full;
    top[0].querySelector(".place-piece").append(note);
    say(form.dataset.full, {});
  }
  fields(free ?? top[0])[0].focus();
}

document.querySelectorAll(".offered [data-line]").forEach((piece) => {
  draggable(piece, piece.dataset.line, piece);
  const button = document.createElement("button");
  button.type = "button";
  button.className = "offered-put";
  button.textContent = form.dataset.put;
  button.setAttribute("aria-label", `${form.dataset.put}: ${nameOf(piece.dataset.line)}`);
  button.addEventListener("click", () => putAtTop(piece.dataset.line));
  piece.append(button);
});
