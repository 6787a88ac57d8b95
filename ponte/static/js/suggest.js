// Suggestions under a search box: an editable combobox with a list, as the ARIA
// practices describe it. The address in data-suggest-url answers ?q= with JSON:
// {"suggestions": [{"title": …, "url": …, "label": …}, …]}. With data-suggest-fills the one that
// is chosen does not lead anywhere: its "value" fills the field.

const DELAY = 150;

class Suggestions {
  constructor(input) {
    this.input = input;
    this.list = document.createElement("ul");
    this.list.id = `${input.id}-suggestions`;
    this.list.className = "suggestions";
    this.list.hidden = true;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", input.labels[0]?.textContent ?? "");
    input.after(this.list);
    for (const [name, value] of Object.entries({
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-controls": this.list.id,
      "aria-expanded": "false",
    })) input.setAttribute(name, value);
    input.addEventListener("input", () => this.ask());
    input.addEventListener("keydown", (event) => this.press(event));
    input.addEventListener("blur", () => this.close());
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.go(event.target.closest("li")));
  }

  get options() { return [...this.list.children]; }

  get chosen() { return this.options.findIndex((option) => option.ariaSelected === "true"); }

  ask() {
    clearTimeout(this.timer);
    this.request?.abort();
    const text = this.input.value.trim();
    if (text.length < 2) return this.close();
    this.timer = setTimeout(() => this.fetch(text), DELAY);
  }

  async fetch(text) {
    this.request = new AbortController();
    const address = new URL(this.input.dataset.suggestUrl, location.href);
    address.searchParams.set("q", text);
    try {
      const answer = await fetch(address, { signal: this.request.signal });
      if (answer.ok) this.show((await answer.json()).suggestions);
    } catch (error) {
      if (error.name !== "AbortError") this.close();
    }
  }

  show(suggestions) {
    if (document.activeElement !== this.input) return;
    this.list.replaceChildren(...suggestions.map((suggestion, index) => {
      const option = document.createElement("li");
      option.id = `${this.list.id}-${index}`;
      option.dataset.url = suggestion.url ?? "";
      option.dataset.value = suggestion.value ?? suggestion.title;
      option.setAttribute("role", "option");
      option.ariaSelected = "false";
      option.append(suggestion.title);
      if (suggestion.label) {
        const kind = document.createElement("span");
        kind.className = "kind";
        kind.textContent = suggestion.label;
        option.append(" ", kind);
      }
      return option;
    }));
    this.list.hidden = !suggestions.length;
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
    this.input.removeAttribute("aria-activedescendant");
  }

  close() {
    this.request?.abort();
    clearTimeout(this.timer);
    this.list.replaceChildren();
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  move(step) {
    const options = this.options;
    const places = options.length + 1; // one place stands for the text itself
    const next = (this.chosen + 1 + step + places) % places - 1;
    options.forEach((option, index) => { option.ariaSelected = String(index === next); });
    if (next < 0) return this.input.removeAttribute("aria-activedescendant");
    this.input.setAttribute("aria-activedescendant", options[next].id);
    options[next].scrollIntoView({ block: "nearest" });
  }

  press(event) {
    if (this.list.hidden || event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      this.move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Escape") {
      event.preventDefault();
      this.close();
    } else if (event.key === "Enter" && this.chosen >= 0) {
      event.preventDefault();
      this.go(this.options[this.chosen]);
    }
  }

  go(option) {
    if (!option) return;
    if (!("suggestFills" in this.input.dataset)) return location.assign(option.dataset.url);
    this.input.value = option.dataset.value;
    this.close();
    this.input.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

document.querySelectorAll("input[data-suggest-url]").forEach((input) => new Suggestions(input));
