// Locks an open page after some minutes without a key or a touch; what was typed goes along, sealed by the server.
const seconds = Number(document.currentScript.dataset.seconds);
let timer = 0;
let touched = null;

function lock() {
  const form = touched?.isConnected ? touched : document.querySelector("main form, form");
  const button = form.querySelector("button[name=go]");
  const fields = touched && button ? { lock: "yes", go: button.value } : { lock: "yes" };
  for (const [name, value] of Object.entries(fields)) {
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  }
  form.action = location.pathname;
  form.method = "post";
  form.submit();
}

function wait() {
  clearTimeout(timer);
  timer = setTimeout(lock, seconds * 1000);
}

document.addEventListener("input", (event) => {
  touched = event.target.form;
});
for (const kind of ["input", "keydown", "pointerdown", "scroll"]) {
  document.addEventListener(kind, wait, { passive: true });
}
wait();
