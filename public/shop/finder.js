// The gift finder: one page that is an application. Each step has an address of its own, and Back works.
const steps = {
  "": { title: "Gift finder", ask: "Who is it for?", answers: { walker: "Somebody who walks", sleeper: "Somebody who sleeps outside", cook: "Somebody who cooks" } },
  walker: { title: "For a walker", ask: "How far do they go?", answers: { "walker/day": "A day", "walker/week": "A week" } },
  sleeper: { title: "For a sleeper", ask: "Alone or with company?", answers: { "sleeper/one": "Alone", "sleeper/two": "With company" } },
  cook: { title: "For a cook", found: ["Ember gas stove", "/stove.html", "/stove.svg", "€ 59"] },
  "walker/day": { title: "A day's walk", found: ["Kestrel 40 backpack, with the lid at home", "/backpack.html", "/pack.svg", "€ 129"] },
  "walker/week": { title: "A week's walk", found: ["Kestrel 40 backpack", "/backpack.html", "/pack.svg", "€ 129"] },
  "sleeper/one": { title: "A night alone", found: ["Lichen 2 tent, with room for a dog", "/tent.html", "/tent.svg", "€ 289"] },
  "sleeper/two": { title: "A night for two", found: ["Lichen 2 tent", "/tent.html", "/tent.svg", "€ 289"] },
};
const room = document.getElementById("finder");

function element(tag, words, more) {
  const made = document.createElement(tag);
  made.textContent = words;
  return Object.assign(made, more);
}

function show() {
  const name = new URLSearchParams(location.search).get("step") || "";
  const step = steps[name] || steps[""];
  const parts = [element("h1", step.title)];
  if (step.found) {
    const [what, href, src, price] = step.found;
    const link = element("a", "", { className: "found", href });
    link.append(element("img", "", { src, alt: "" }), element("strong", what), element("span", price));
    parts.push(element("p", "We would wrap this:"), link);
    const again = element("a", "Begin again", { href: "/finder" });
    again.addEventListener("click", (event) => walk(event, ""));
    parts.push(again);
  } else {
    parts.push(element("p", step.ask));
    for (const [next, words] of Object.entries(step.answers)) {
      const link = element("a", words, { className: "choice", href: "/finder?step=" + encodeURIComponent(next) });
      link.addEventListener("click", (event) => walk(event, next));
      parts.push(link);
    }
  }
  room.replaceChildren(...parts);
  document.title = step.title + " · Trek Supply";
}

function walk(event, name) {
  event.preventDefault();
  history.pushState({}, "", name ? "/finder?step=" + encodeURIComponent(name) : "/finder");
  show();
}

addEventListener("popstate", show);
show();
