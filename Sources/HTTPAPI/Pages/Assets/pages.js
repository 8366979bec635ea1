// Agent Memory: comfort only. Every page works without this file.
"use strict";
// Copy buttons keep their place where the browser has no clipboard. A live region tells what the changed word shows.
const said = document.createElement("p");
said.className = "sr";
said.setAttribute("role", "status");
document.body.append(said);
for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) {
    button.style.visibility = "hidden";
    continue;
  }
  const text = button.closest(".code").querySelector("code"), word = button.querySelector("span"), before = word.textContent;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(text.textContent);
    word.textContent = said.textContent = button.dataset.textCopied;
    setTimeout(() => { word.textContent = before; said.textContent = ""; }, 2000);
  });
}
// A form is sent once, however often its button is pressed.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
  setTimeout(() => { delete form.dataset.sent; }, 3000);
});
// The server writes exact times in UTC; this shows them in the reader's own zone.
for (const time of document.querySelectorAll("time[datetime]")) {
  const at = new Date(time.dateTime);
  if (!isNaN(at)) time.title = at.toLocaleString(undefined, { dateStyle: "full", timeStyle: "short" });
}
// "Select page" over a list with check boxes.
for (const all of document.querySelectorAll("[data-all]")) {
  all.querySelector("input").addEventListener("change", (event) => {
    for (const pick of all.closest("form").querySelectorAll(".pick:not(.whole)")) pick.checked = event.target.checked;
  });
}
// An open filter closes when the person goes elsewhere.
document.addEventListener("click", (event) => {
  for (const drop of document.querySelectorAll("details.drop[open]")) if (!drop.contains(event.target)) drop.open = false;
});
document.addEventListener("keydown", (event) => {
  const drop = event.key === "Escape" && document.querySelector("details.drop[open]");
  if (drop) { drop.open = false; drop.querySelector("summary").focus(); }
});
// Passkeys need a script by their nature: it asks the browser for one and sends what it signed with the form.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const coded = (data) => btoa(String.fromCharCode(...new Uint8Array(data))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
for (const form of document.querySelectorAll("form[data-passkey]")) {
  const kind = form.dataset.passkey, told = form.querySelector("[data-told]");
  const tell = (text) => { told.textContent = text; };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopPropagation();
    if (location.origin !== form.dataset.origin) return tell(form.dataset.textElsewhere.replace("{1}", form.dataset.origin));
    if (!window.PublicKeyCredential) return tell(form.dataset.textNone);
    const options = JSON.parse(form.dataset.options);
    options.challenge = bytes(options.challenge);
    if (options.user) options.user.id = bytes(options.user.id);
    for (const known of options.excludeCredentials || []) known.id = bytes(known.id);
    try {
      const made = await navigator.credentials[kind]({ publicKey: options }), response = {};
      for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
        if (made.response[name]) response[name] = coded(made.response[name]);
      }
      form.elements.response.value = JSON.stringify({ id: made.id, type: made.type, response });
      form.submit();
    } catch (error) {
      const isKnown = error.name === "InvalidStateError";
      tell(isKnown ? form.dataset.textKnown : form.dataset.textUnused);
    }
  });
}
