// Says when an event is in the reader's own time, where that is not the time of the place.

for (const element of document.querySelectorAll(".reader-time[data-start]")) {
  const { start, end, zone, text } = element.dataset;
  const format = (timeZone) =>
    new Intl.DateTimeFormat(document.documentElement.lang, {
      timeZone, day: "numeric", month: "short", hour: "2-digit", minute: "2-digit",
    }).formatRange(new Date(start), new Date(end));
  const own = format(undefined);
  if (own === format(zone)) continue;
  element.textContent = text.replace("{time}", own);
  element.hidden = false;
}
