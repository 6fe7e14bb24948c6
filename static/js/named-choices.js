// Gives the boxes in which one looks for a row the name of their field. Django names the list
// beneath, which nobody sees, and a screen reader would call the box by what was chosen alone.

function name(select) {
  const label = document.querySelector(`label[for="${select.id}"]`);
  const box = select.parentElement.querySelector(".select2-selection");
  if (!label || !box) return;
  label.id ||= `${select.id}_name`;
  const chosen = box.getAttribute("aria-labelledby");
  box.setAttribute("aria-labelledby", chosen ? `${label.id} ${chosen}` : label.id);
  box.querySelector("[role=textbox]")?.setAttribute("aria-labelledby", label.id);
}

// Behind what makes the boxes, in the same queue.
window.django.jQuery(() => {
  document.querySelectorAll("select.admin-autocomplete").forEach(name);
});
