// Adds up the points while they are typed. The server decides; this only shows.

const rubric = document.querySelector("[data-rubric]");
const inputs = [...rubric.querySelectorAll("input[type=number]")];
const total = rubric.querySelector("[data-total]");

const isWhole = (input) => input.value !== "" && input.validity.valid;

function showTotal() {
  const sum = inputs.filter(isWhole).reduce((s, input) => s + input.valueAsNumber, 0);
  const isComplete = inputs.every(isWhole);
  const passes = sum >= Number(rubric.dataset.needed);
  total.hidden = false;
  total.querySelector("[data-sum]").value = sum;
  total.querySelector("[data-passed]").hidden = !(isComplete && passes);
  total.querySelector("[data-failed]").hidden = !(isComplete && !passes);
}

function refuseLargeFile({ target }) {
  const size = target.files[0]?.size ?? 0;
  const tooLarge = size > Number(target.dataset.largest);
  target.setCustomValidity(tooLarge ? target.dataset.tooLarge : "");
  target.reportValidity();
  if (tooLarge) target.value = "";
}

rubric.addEventListener("input", showTotal);
document.querySelector("[data-largest]").addEventListener("change", refuseLargeFile);
showTotal();
