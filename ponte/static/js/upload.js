// Files of a form: one that is too large is not sent at all; a chosen picture is sent at once,
// so that the page can show it. Without this the buttons of the form do the same.

function tooLarge(input) {
  const most = Number(input.dataset.most);
  return [...input.files].some((file) => file.size > most);
}

function refuse(input) {
  const note = document.createElement("ul");
  note.className = "errorlist";
  note.id = `${input.id}_too_large`;
  note.setAttribute("role", "alert");
  note.append(document.createElement("li"));
  note.firstChild.textContent = input.dataset.tooLarge;
  input.value = "";
  input.before(note);
}

function send(input) {
  document.getElementById("saved").textContent = input.dataset.sending;
  input.form.requestSubmit(input.form.querySelector("button[name=stay]"));
}

function attach(input) {
  const stop = (event) => event.stopPropagation(); // no saving by itself: files are not in it
  input.addEventListener("input", stop);
  input.addEventListener("change", (event) => {
    stop(event);
    document.getElementById(`${input.id}_too_large`)?.remove();
    if (!input.files.length) return;
    if (tooLarge(input)) refuse(input);
    else if (input.dataset.sending) send(input);
  });
}

document.querySelectorAll("input[type=file][data-most]").forEach(attach);
