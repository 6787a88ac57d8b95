// Loads the player of a recording in place of the link to it, from the chapter that was chosen.

function player(figure) {
  const present = figure.querySelector("iframe");
  if (present) return present;
  const frame = document.createElement("iframe");
  frame.title = figure.dataset.title;
  frame.allow = "autoplay; fullscreen; picture-in-picture";
  frame.referrerPolicy = "strict-origin-when-cross-origin";
  figure.querySelector("figcaption").after(frame);
  return frame;
}

function address(figure, start) {
  const url = new URL(figure.dataset.player);
  url.searchParams.set("autoplay", "1");
  if (url.hostname === "player.vimeo.com") url.hash = `t=${start}s`;
  else url.searchParams.set("start", start);
  return url.href;
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-play]");
  const figure = link?.closest("[data-player]");
  if (!figure || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const frame = player(figure);
  frame.src = address(figure, link.dataset.play);
  frame.focus();
});
