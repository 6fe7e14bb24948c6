// The focal point by click or arrow keys, and what each shape leaves of the picture meanwhile. The
// number fields stay: they are what is saved, and all there is without this script.

const STEP = 1;
const FAR = 10;
const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const within = (value) => Math.min(100, Math.max(0, Math.round(value) || 0));

class FocalPoint {
  constructor(box) {
    this.words = box.dataset;
    this.across = document.querySelector("#id_focal_x");
    this.down = document.querySelector("#id_focal_y");
    if (!this.across || !this.down) return;
    this.crops = [...box.querySelectorAll(".crop")];
    this.build(box.querySelector(".focal-place"));
    for (const input of [this.across, this.down]) input.addEventListener("input", () => this.show());
    this.mark();
  }

  build(place) {
    this.control = document.createElement("button");
    this.control.type = "button";
    this.control.className = "focal-picture";
    this.control.setAttribute("aria-label", this.words.name);
    const picture = document.createElement("img");
    picture.src = this.words.whole;
    picture.alt = "";
    picture.draggable = false;
    this.point = document.createElement("span");
    this.point.className = "focal-mark";
    this.control.append(picture, this.point);
    this.status = document.createElement("p");
    this.status.className = "help";
    this.status.setAttribute("role", "status");
    place.append(this.control, this.status);
    this.control.addEventListener("click", (event) => {
      if (!event.detail) return; // by keyboard: there is no place to take
      const { left, top, width, height } = picture.getBoundingClientRect();
      if (!width || !height) return; // not there yet
      this.set(((event.clientX - left) / width) * 100, ((event.clientY - top) / height) * 100);
    });
    this.control.addEventListener("keydown", (event) => {
      const way = KEYS[event.key];
      if (!way) return;
      event.preventDefault();
      const step = event.shiftKey ? FAR : STEP;
      this.set(this.x + way[0] * step, this.y + way[1] * step);
    });
  }

  get x() { return within(this.across.value); }

  get y() { return within(this.down.value); }

  set(x, y) {
    this.across.value = within(x);
    this.down.value = within(y);
    this.show();
  }

  mark() {
    this.point.style.left = `${this.x}%`;
    this.point.style.top = `${this.y}%`;
    this.status.textContent = this.words.said.replace("{x}", this.x).replace("{y}", this.y);
  }

  show() {
    this.mark();
    for (const crop of this.crops) {
      if (crop.src !== new URL(this.words.whole, document.baseURI).href) crop.src = this.words.whole;
      crop.style.objectPosition = this.position(crop.dataset);
    }
  }

  // As articles/renditions.py cuts: about the point, as far as the picture goes.
  position({ across, down }) {
    const [width, height] = [Number(this.words.width), Number(this.words.height)];
    const partWidth = Math.min(width, (height * across) / down);
    const partHeight = Math.min(height, (width * down) / across);
    const share = (whole, part, focus) => {
      if (whole - part < 1) return 50;
      const start = Math.min(Math.max(0, (whole * focus) / 100 - part / 2), whole - part);
      return (start / (whole - part)) * 100;
    };
    return `${share(width, partWidth, this.x)}% ${share(height, partHeight, this.y)}%`;
  }
}

document.querySelectorAll(".crops").forEach((box) => new FocalPoint(box));
