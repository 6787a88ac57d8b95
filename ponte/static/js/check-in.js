// Check-in that goes on without a network: who arrived is kept on the phone until it is sent.
// Without this the page's forms do the same, with a network.

const AGAIN = 10_000; // ms until it is tried again
const LOOKS = 250; // ms between two looks of the camera

const page = document.querySelector("[data-door]");
const door = document.getElementById("door");
const field = document.getElementById("code");
const told = document.getElementById("door-told");
const waits = document.getElementById("door-waits");
const kept = `check-in:${page.dataset.door}`;
const rows = new Map();
for (const row of page.querySelectorAll("[data-code]")) rows.set(row.dataset.code, row);
let isSending = false;
let needsSignIn = false;

const nameOf = (code) => rows.get(code)?.querySelector("strong").textContent ?? code;
const isThere = (row) => !row.querySelector("[data-there]").hidden;
const say = (text, code) => {
  told.textContent = text.replace("{name}", nameOf(code)).replace("{code}", code);
};

// What waits, by code: whether somebody is there, and since when.

const waiting = () => JSON.parse(localStorage.getItem(kept) ?? "{}");

function keep(arrivals) {
  localStorage.setItem(kept, JSON.stringify(arrivals));
  const count = Object.keys(arrivals).length;
  if (!count) localStorage.removeItem(kept);
  const text = needsSignIn ? page.dataset.signIn : page.dataset.waiting;
  waits.hidden = !count;
  waits.firstElementChild.textContent = text.replace("{count}", count);
}

function show(row, there) {
  row.querySelector("[data-there]").hidden = !there;
  row.querySelector("[data-absent]").hidden = there;
  document.getElementById("attended").textContent = [...rows.values()].filter(isThere).length;
}

function note(code, there) {
  keep({ ...waiting(), [code]: [there, new Date().toISOString()] });
  show(rows.get(code), there);
  say(there ? page.dataset.told : page.dataset.back, code);
  send();
}

function arrive(code) {
  const row = rows.get(code);
  if (!row) return say(page.dataset.unknown, code);
  if (!isThere(row)) return note(code, true);
  return say(page.dataset.told, code);
}

// To the server

async function send() {
  const arrivals = waiting();
  if (isSending || !Object.keys(arrivals).length) return;
  isSending = true;
  const body = new FormData(door);
  body.set("arrivals", JSON.stringify(Object.entries(arrivals).map(([code, what]) => [code, ...what])));
  try {
    const answer = await fetch(location.pathname, { method: "POST", body });
    needsSignIn = answer.redirected || answer.status === 403;
    if (answer.ok && !needsSignIn) settle(arrivals, await answer.json());
    else keep(waiting());
  } catch {
    keep(waiting()); // no network: tried again
  } finally {
    isSending = false;
  }
}

function settle(sent, { there, refused }) {
  const left = Object.entries(waiting()).filter(([code, what]) => what[1] !== sent[code]?.[1]);
  keep(Object.fromEntries(left));
  const present = new Set(there);
  const later = new Set(left.map(([code]) => code));
  for (const [code, row] of rows) if (!later.has(code)) show(row, present.has(code));
  for (const code of refused) say(page.dataset.refused, code);
  if (left.length) setTimeout(send);
}

// By the list, and by a code or a name that is typed

door?.addEventListener("click", (event) => {
  const button = event.target.closest("button[name]");
  if (!button) return;
  event.preventDefault();
  if (event.detail > 1) return; // the second tap of two meets the other button
  const row = button.closest("[data-code]");
  note(row.dataset.code, button.name === "in");
  row.querySelector("p:not([hidden]) button").focus();
});

function find(text) {
  for (const row of rows.values()) {
    row.hidden = !`${row.dataset.code} ${row.firstElementChild.textContent}`.toUpperCase().includes(text);
  }
}

field.addEventListener("input", () => find(field.value.trim().toUpperCase()));
field.form.addEventListener("submit", (event) => {
  const code = field.value.trim().toUpperCase();
  const seen = [...rows.values()].filter((row) => !row.hidden);
  if (seen.length === 0 && navigator.onLine) return; // registered since the page was opened?
  event.preventDefault();
  if (rows.has(code) || seen.length !== 1) arrive(code);
  else arrive(seen[0].dataset.code);
  field.value = "";
  find("");
});

// By the camera, where the browser reads codes

const camera = document.getElementById("camera");
const scan = document.getElementById("scan");
const words = { start: scan.textContent, stop: scan.dataset.stop };

function codeIn(text) {
  const path = URL.canParse(text) ? new URL(text).pathname : text;
  return path.replace(location.pathname, "").replaceAll("/", "").toUpperCase();
}

function stop() {
  for (const track of camera.srcObject?.getTracks() ?? []) track.stop();
  camera.srcObject = null;
  camera.hidden = true;
  scan.textContent = words.start;
}

async function look() {
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  let last = "";
  while (camera.srcObject) {
    const [found] = await detector.detect(camera).catch(() => []);
    if (found && found.rawValue !== last) arrive(codeIn(found.rawValue));
    last = found?.rawValue ?? last;
    await new Promise((done) => setTimeout(done, LOOKS));
  }
}

async function start() {
  if (camera.srcObject) return stop();
  try {
    camera.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  } catch {
    return say(page.dataset.noCamera, "");
  }
  camera.hidden = false;
  scan.textContent = words.stop;
  await camera.play();
  return look();
}

scan.hidden = !("BarcodeDetector" in window && navigator.mediaDevices);
scan.addEventListener("click", start);

// What was kept the last time

for (const [code, [there]] of Object.entries(waiting())) if (rows.has(code)) show(rows.get(code), there);
keep(waiting());
send();
setInterval(send, AGAIN);
addEventListener("online", send);
addEventListener("beforeunload", (event) => {
  if (Object.keys(waiting()).length && !navigator.onLine) event.preventDefault();
});
