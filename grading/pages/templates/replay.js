"use strict";
// Moves a replay: its slider, which the arrow keys move too, sets the sentence and the gradients.
document.documentElement.classList.add("moves");

function show(replay, here) {
  const steps = JSON.parse(replay.dataset.steps);
  const rows = [...replay.querySelectorAll(".moving tbody tr")];
  for (const row of rows) row.className = "";
  steps.slice(0, here + 1).forEach((step, number) => {
    for (const [row, gradient] of step.cells) rows[row].cells[1].textContent = gradient;
    for (const row of step.wrong) rows[row].classList.add("wrong");
    if (number === here) for (const [row] of number ? step.cells : []) rows[row].classList.add("changed");
  });
  if (steps[here].ran >= 0) rows[steps[here].ran].classList.add("ran");
  replay.querySelector("output").textContent = here;
  const said = [steps[here].said, steps[here].why && "✗ " + steps[here].why].filter(Boolean).join(" ");
  replay.querySelector(".said").textContent = said;
  replay.querySelector("input").setAttribute("aria-valuetext", said);
  replay.querySelectorAll("ol > li").forEach((item, number) => {
    if (number === here) item.setAttribute("aria-current", "step");
    else item.removeAttribute("aria-current");
  });
}

document.addEventListener("input", (event) => {
  const replay = event.target.closest(".replay");
  if (replay) show(replay, Number(event.target.value));
});
