// Passkeys without inline script: the form carries the server's options, this file asks the device and sends the answer.
(() => {
  const bytes = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const withBytes = (keys) => (keys || []).map((key) => ({ ...key, id: bytes(key.id) }));

  async function optionsOf(form) {
    if (form.dataset.options) return JSON.parse(form.dataset.options).publicKey;
    const answer = await fetch(form.dataset.optionsUrl, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(`The server answered ${answer.status}.`);
    return (await answer.json()).request_options.publicKey;
  }

  // The whole account can rest on a passkey only when the key itself asks who is there.
  function asWanted(options, form) {
    const box = form.elements.passwordless;
    if (!box) return options;
    const selection = {
      ...options.authenticatorSelection,
      residentKey: box.checked ? "required" : "discouraged",
      requireResidentKey: box.checked,
    };
    if (box.checked) selection.userVerification = "required";
    return { ...options, authenticatorSelection: selection };
  }

  const ask = {
    async get(options) {
      const publicKey = {
        ...options,
        challenge: bytes(options.challenge),
        allowCredentials: withBytes(options.allowCredentials),
      };
      const key = await navigator.credentials.get({ publicKey });
      const { clientDataJSON, authenticatorData, signature, userHandle } = key.response;
      return answerOf(key, {
        clientDataJSON: text(clientDataJSON),
        authenticatorData: text(authenticatorData),
        signature: text(signature),
        userHandle: userHandle ? text(userHandle) : null,
      });
    },
    async create(options, form) {
      const wanted = asWanted(options, form);
      const publicKey = {
        ...wanted,
        challenge: bytes(wanted.challenge),
        user: { ...wanted.user, id: bytes(wanted.user.id) },
        excludeCredentials: withBytes(wanted.excludeCredentials),
      };
      const key = await navigator.credentials.create({ publicKey });
      return answerOf(key, {
        clientDataJSON: text(key.response.clientDataJSON),
        attestationObject: text(key.response.attestationObject),
        transports: key.response.getTransports ? key.response.getTransports() : [],
      });
    },
  };

  const answerOf = (key, response) => ({
    type: key.type,
    id: key.id,
    rawId: text(key.rawId),
    authenticatorAttachment: key.authenticatorAttachment,
    clientExtensionResults: key.getClientExtensionResults(),
    response,
  });

  async function send(event) {
    event.preventDefault();
    const form = event.currentTarget;
    const problem = form.querySelector("[data-passkey-error]");
    problem.hidden = true;
    try {
      const options = await optionsOf(form);
      form.elements.credential.value = JSON.stringify(await ask[form.dataset.passkey](options, form));
      form.submit();
    } catch {
      problem.hidden = false;
    }
  }

  if (window.PublicKeyCredential) {
    for (const form of document.querySelectorAll("form[data-passkey]")) {
      form.hidden = false;
      form.addEventListener("submit", send);
    }
  }
})();
