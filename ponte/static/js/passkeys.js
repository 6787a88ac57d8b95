// Forms with data-passkey: the browser asks for a passkey, then the form is sent with its answer.

const supported = window.PublicKeyCredential?.parseRequestOptionsFromJSON;

async function readOptions(source) {
  if (!source.startsWith("/")) return JSON.parse(document.getElementById(source).textContent);
  const answer = await fetch(source, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`${source}: ${answer.status}`);
  return answer.json();
}

// Made so that it signs in on its own: kept on the device, and only after a fingerprint or PIN.
function create(options) {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options.publicKey);
  publicKey.authenticatorSelection = {
    ...publicKey.authenticatorSelection,
    residentKey: "required",
    requireResidentKey: true,
    userVerification: "required",
  };
  return navigator.credentials.create({ publicKey });
}

function get(options) {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options.publicKey);
  return navigator.credentials.get({ publicKey });
}

async function send(event) {
  event.preventDefault();
  const form = event.target;
  const problem = form.querySelector("[data-passkey-problem]");
  problem.hidden = true;
  try {
    const options = await readOptions(form.dataset.passkey);
    const credential = options.creation_options
      ? await create(options.creation_options)
      : await get(options.request_options);
    form.elements.credential.value = JSON.stringify(credential);
    form.submit();
  } catch (error) {
    console.warn(error);
    problem.hidden = false;
  }
}

if (supported) {
  document.querySelectorAll("form[data-passkey]").forEach((form) => {
    form.hidden = false;
    form.addEventListener("submit", send);
  });
  document.querySelectorAll(".no-passkey").forEach((note) => note.remove());
}
