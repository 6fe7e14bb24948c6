// The lead picture: what was chosen in the library's window, or typed as a number, is shown.

class Choice {
  constructor(box) {
    this.words = box.dataset;
    this.input = box.querySelector("input");
    this.chosen = box.querySelector(".picture-chosen");
    this.clear = box.querySelector("[data-clear]");
    this.clear.addEventListener("click", () => {
      this.input.value = "";
      this.show();
      this.input.focus();
    });
    // The library's window announces its choice through the admin's jQuery alone.
    window.django?.jQuery?.(this.input).on("change", () => this.show());
    this.clear.hidden = !this.input.value;
  }

  async show() {
    const number = this.input.value.trim();
    this.clear.hidden = !number;
    this.chosen.replaceChildren();
    if (!number) return;
    try {
      const address = `${this.words.about}?${new URLSearchParams({ q: number })}`;
      const response = await fetch(address, { redirect: "error" });
      const { suggestions: [picture] } = await response.json();
      if (this.input.value.trim() !== number) return;
      this.draw(picture);
    } catch {
      // The number stands; the server judges it when the piece is saved.
    }
  }

  draw(picture) {
    const words = document.createElement("span");
    words.textContent = picture ? picture.label : this.words.gone;
    if (picture?.address) {
      const image = document.createElement("img");
      image.src = picture.address;
      image.alt = "";
      this.chosen.append(image);
    }
    this.chosen.append(words);
  }
}

document.querySelectorAll(".picture-choice").forEach((box) => new Choice(box));
