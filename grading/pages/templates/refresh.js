"use strict";
// Puts in what is new after each grade: only the parts that differ, with the reader's place kept.
const parts = () => [...document.querySelectorAll("[data-part]")];
const nameOf = (element) => element.id || element.textContent.trim() || element.getAttribute("aria-label");
const pristine = new Map(parts().map((part) => [part.id, part.outerHTML]));
const focusable = "a, summary, input, [tabindex]";

function stateOf(part) {
  const active = part.contains(document.activeElement) ? document.activeElement : null;
  return {
    known: [...part.querySelectorAll("summary")].map(nameOf),
    open: [...part.querySelectorAll("details[open] > summary")].map(nameOf),
    focus: active && nameOf(active),
    scrolled: [...part.querySelectorAll("[tabindex]")].map((one) => one.scrollLeft),
  };
}

function restore(part, state) {
  for (const summary of part.querySelectorAll("details > summary"))
    if (state.known.includes(nameOf(summary))) summary.parentElement.open = state.open.includes(nameOf(summary));
  [...part.querySelectorAll("[tabindex]")].forEach((one, place) => (one.scrollLeft = state.scrolled[place] || 0));
  const focus = state.focus && [...part.querySelectorAll(focusable)].find((one) => nameOf(one) === state.focus);
  if (focus) focus.focus({ preventScroll: true });
}

async function refresh() {
  const answer = await fetch("/", { cache: "no-store" });
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const here = parts().find((part) => part.getBoundingClientRect().bottom > 0) || document.body;
  const anchor = here.id, before = here.getBoundingClientRect().top;
  const ids = parts().map((part) => part.id).join(), others = [...fresh.querySelectorAll("[data-part]")];
  const sources = new Map(others.map((part) => [part.id, part.outerHTML]));
  if (ids !== others.map((part) => part.id).join()) {
    const state = stateOf(document.body);
    document.querySelector("main").replaceWith(fresh.querySelector("main"));
    document.querySelector("header").replaceWith(fresh.querySelector("header"));
    restore(document.body, state);
  } else {
    for (const part of others) {
      if (pristine.get(part.id) === part.outerHTML) continue;
      const old = document.getElementById(part.id);
      const state = stateOf(old);
      old.replaceWith(part);
      restore(part, state);
    }
  }
  for (const part of others) pristine.set(part.id, sources.get(part.id));
  document.title = fresh.title;
  const now = anchor && document.getElementById(anchor);
  if (now) window.scrollBy({ top: now.getBoundingClientRect().top - before, behavior: "instant" });
  document.getElementById("news").textContent = document.querySelector("header p").textContent;
}

let waiting = 0;
new EventSource("/events").onmessage = () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => refresh().catch(() => {}), 50);
};
