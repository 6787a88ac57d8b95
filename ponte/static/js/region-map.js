// Lets one walk over the map of Europe with the arrow keys and names what is pointed at.
// The address in data-told answers with [name, description] by code. Without all this the
// map is a picture with links, whose content the table repeats.

const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

const shape = (link) => link.firstElementChild.getAttribute("href");

function centre(link) {
  const box = link.getBoundingClientRect();
  return [box.x + box.width / 2, box.y + box.height / 2, box];
}

class RegionMap {
  constructor(map, told) {
    this.map = map;
    this.told = told;
    this.outline = map.querySelectorAll(".over use");
    this.links = [...map.querySelectorAll("a")];
    this.tip = document.createElement("div");
    this.tip.className = "map-tip";
    this.tip.hidden = this.tip.ariaHidden = true;
    map.after(this.tip);
    for (const link of this.links) link.ariaLabel = this.words(link).join(", ");
    map.removeAttribute("aria-hidden");
    map.setAttribute("role", "group");
    this.stop = this.links.find((link) => !link.closest(".other")) ?? this.links[0];
    this.stop.tabIndex = 0;
    map.addEventListener("focusin", (event) => this.enter(event.target));
    map.addEventListener("focusout", () => this.hide());
    map.addEventListener("keydown", (event) => this.press(event));
    map.parentNode.addEventListener("pointerover", (event) => this.point(event.target));
    map.parentNode.addEventListener("pointerleave", () => this.hide());
    addEventListener("keydown", (event) => event.key === "Escape" && this.hide());
  }

  words(link) { return this.told[shape(link).split("#")[1]]; }

  isSeen(link) {
    const [x, y] = centre(link), box = this.map.getBoundingClientRect();
    return x > box.left && x < box.right && y > box.top && y < box.bottom;
  }

  enter(link) {
    this.stop.tabIndex = -1;
    link.tabIndex = 0;
    this.stop = link;
    this.show(link);
  }

  point(target) {
    const link = target.closest("a");
    if (link) this.show(link);
    else if (!this.tip.contains(target)) this.hide();
  }

  show(link) {
    const [name, description] = this.words(link);
    const strong = document.createElement("strong");
    strong.append(name);
    this.tip.replaceChildren(strong, description);
    this.tip.hidden = false;
    for (const use of this.outline) use.setAttribute("href", shape(link));
    const [x, , box] = centre(link), frame = this.map.getBoundingClientRect();
    const above = box.top - frame.top - this.tip.offsetHeight - 6;
    const left = Math.min(x - frame.left - this.tip.offsetWidth / 2, frame.width - this.tip.offsetWidth);
    this.tip.style.left = `${Math.max(left, 0)}px`;
    this.tip.style.top = `${above < 0 ? box.bottom - frame.top + 6 : above}px`;
  }

  hide() {
    this.tip.hidden = true;
    for (const use of this.outline) use.removeAttribute("href");
  }

  press(event) {
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    this.nearest(step)?.focus();
  }

  nearest([dx, dy]) {
    const [x, y] = centre(this.stop);
    let nearest, least = Infinity;
    for (const link of this.links) {
      const [otherX, otherY] = centre(link);
      const ahead = (otherX - x) * dx + (otherY - y) * dy;
      const aside = Math.abs((otherX - x) * dy + (otherY - y) * dx);
      const cost = ahead + 2 * aside;
      if (ahead > 0 && aside <= ahead && cost < least && this.isSeen(link)) [nearest, least] = [link, cost];
    }
    return nearest;
  }
}

for (const map of document.querySelectorAll("svg[data-told]")) {
  fetch(map.dataset.told).then((answer) => answer.json()).then((told) => new RegionMap(map, told));
}
