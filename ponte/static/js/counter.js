// Counts what is typed as the server does: code points, a line break as one.

function attach(counter) {
  const field = document.getElementById(counter.dataset.for);
  const limit = Number(field?.dataset.limit);
  if (!limit) return;
  field.setAttribute(
    "aria-describedby",
    [field.getAttribute("aria-describedby"), counter.id].filter(Boolean).join(" "),
  );
  const show = () => {
    const used = [...field.value.replace(/\r\n?/g, "\n")].length;
    const nearTheEnd = used > limit * 0.9;
    counter.setAttribute("aria-live", nearTheEnd ? "polite" : "off");
    counter.classList.toggle("over", used > limit);
    counter.textContent = counter.dataset.text.replace("{used}", used).replace("{limit}", limit);
  };
  field.addEventListener("input", show);
  show();
}

document.querySelectorAll(".counter[data-for]").forEach(attach);
