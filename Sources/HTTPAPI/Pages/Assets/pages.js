// Agent Memory: comfort only. Every page works without this file.
"use strict";
// Copy buttons are hidden in the HTML and shown here. A live region tells what the changed word shows.
const said = document.createElement("p");
said.className = "sr";
said.setAttribute("role", "status");
document.body.append(said);
for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) break;
  const text = button.closest(".code").querySelector("code"), word = button.querySelector("span");
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(text.textContent);
    word.textContent = "Copied";
    said.textContent = "Copied";
    setTimeout(() => { word.textContent = "Copy"; said.textContent = ""; }, 2000);
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
  all.hidden = false;
  all.querySelector("input").addEventListener("change", (event) => {
    for (const pick of all.closest("form").querySelectorAll(".pick")) pick.checked = event.target.checked;
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
