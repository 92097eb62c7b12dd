// The loader: the plain script behind a site's tag. It draws the launcher, takes what is called on `window.Lobby`, and
// fetches page.js, which does the rest, when the page is idle or somebody wants the chat. It guarantees to leave the page
// as it was: one element in a shadow root, no layout work, nothing thrown into the page, no global name but `Lobby`.
//
// The server replaces the configuration's placeholder. Comments stand on their own lines; the build strips them.
(() => {
  const config = __LOBBY_CONFIG__;
  const script = document.currentScript;
  const mark = Symbol.for("lobby.loader");
  const warn = (words) => console.warn(`Lobby: ${words}`);
  const here = location.origin;

  try {
    if (window[mark] || !script) return;
    if (!RegExp(config.allow).test(here)) {
      warn(`this page's origin ${here} is not among the site's allowed origins (${config.origins.join(", ") || "none"}). ` +
        "Add it to the site in Lobby's console.");
      return;
    }

    const base = new URL(script.src).origin;
    const prefix = `lobby.${config.key}.`;
    const file = `${base}%PAGE_JS%`;
    let loading = false;
    // What the visitor's browser forbids for good, and the site until the page says yes: neither stored nor read anything.
    const forbidden = navigator.globalPrivacyControl || navigator.doNotTrack == 1;
    const quiet = () => forbidden || !loader.consent;

    const make = (name, attributes, ...children) => {
      const svg = /^(svg|path)$/.test(name);
      const element = svg ? document.createElementNS("http://www.w3.org/2000/svg", name) : document.createElement(name);
      for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
      element.append(...children);
      return element;
    };
    const icon = (name, path) =>
      make("svg", { class: name, viewBox: "0 0 24 24", "aria-hidden": true }, make("path", { d: path }));
    const style = (text) => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(text);
      root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
    };
    const attempt = (run) => {
      try {
        return run();
      } catch {}
    };

    const host = document.createElement("lobby-widget");
    const root = host.attachShadow({ mode: "open" });
    const badge = make("span", { class: "badge" });
    const launcher = make(
      "button",
      { class: "launcher", type: "button", "aria-label": config.words.open, "aria-expanded": false },
      icon("chat", "M7.9 20A9 9 0 1 0 4 16.1L2 22Z"),
      icon("down", "m6 9 6 6 6-6"),
      badge,
    );
    const box = make("div", {}, launcher);

    // What was called before page.js came, in order. It puts its own function in the place of `call`.
    const calls = [];
    const call = (one) => {
      const name = one?.[0];
      if (name === "destroy") return end();
      if (name === "hide" || name === "show") box.classList.toggle("hidden", name === "hide");
      if (name === "consent") loader.consent = !!one[1];
      if (name === "track" && (config.click || quiet())) return;
      calls.push(one);
      if (name === "open" || name === "toggle") load();
    };
    const want = (on) => {
      loader.wanted = on;
      box.classList.toggle("open", on);
      launcher.setAttribute("aria-expanded", on);
      if (on) load();
    };
    const ends = [];
    const end = () => {
      for (const undo of ends) undo();
      loader.call = () => {};
      host.remove();
      delete window[mark];
      // A name that the page declared itself cannot be deleted.
      if (window.Lobby === lobby && !Reflect.deleteProperty(window, "Lobby")) window.Lobby = undefined;
    };
    const press = () => want(!loader.wanted);
    const loader = {
      attempt, badge, base, box, call, calls, config, consent: !config.ask, end, ends, host, launcher, make, prefix, press,
      quiet, root, style, warn,
    };
    const lobby = {
      push: (...all) => all.forEach((one) => loader.call(one)),
      on: (event, run) => {
        const listener = ["on", event, run];
        loader.call(listener);
        return () => {
          listener.off = true;
        };
      },
    };
    for (const name of ["open", "close", "toggle", "show", "hide", "destroy", "page", "track", "consent"]) {
      lobby[name] = (...words) => loader.call([name, ...words]);
    }

    // Each import has a fragment of its own, so that a module which ran before runs again. It carries the tag's nonce; a
    // browser that forgets it there gets an element that has it.
    const fail = (problem) => {
      loading = false;
      want(false);
      warn(`the chat could not be loaded: ${problem}`);
    };
    const load = () => {
      if (loading || window[mark] !== loader) return;
      loading = true;
      import(`${file}#${Date.now()}`).catch((problem) => {
        if (!script.nonce) return fail(problem);
        const element = make("script", {});
        element.nonce = script.nonce;
        element.onload = element.onerror = ({ type }) => {
          element.remove();
          if (type === "error") fail(problem);
        };
        element.src = file;
        document.documentElement.append(element);
      }).catch(fail);
    };

    style(`
      :host {
        all: initial !important;
        direction: ltr !important;
        position: fixed !important;
        z-index: 2147483647 !important;
        --accent: #4f46e5 !important;
        --shadow: 0 8px 32px rgb(15 20 40 / .22) !important;
      }
      .launcher {
        all: unset;
        box-sizing: border-box;
        position: fixed;
        right: 20px;
        bottom: max(20px, env(safe-area-inset-bottom));
        width: 56px;
        height: 56px;
        border-radius: 50%;
        cursor: pointer;
        color: #fff;
        background: var(--accent);
        box-shadow: var(--shadow);
      }
      .launcher:hover { filter: brightness(1.12) }
      .launcher:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px }
      svg {
        position: absolute;
        inset: 0;
        margin: auto;
        width: 24px;
        height: 24px;
        fill: none;
        stroke: currentColor;
        stroke-width: 2;
        stroke-linecap: round;
        stroke-linejoin: round;
      }
      .down, .open .chat, .hidden .launcher, .badge:empty { display: none }
      .open .down { display: block }
      .badge {
        position: absolute;
        top: -4px;
        right: -4px;
        min-width: 12px;
        padding: 0 4px;
        border-radius: 10px;
        font: 600 12px/20px system-ui, sans-serif;
        text-align: center;
        background: #d92d20;
        box-shadow: 0 0 0 2px #fff;
      }
      @media (forced-colors: active) { .launcher, .badge { border: 1px solid } }
      @media print { :host { display: none !important } }
    `);
    root.append(box);
    const early = window.Lobby;
    if (early && !Array.isArray(early) && Object.hasOwn(window, "Lobby")) {
      warn("the page has something else named Lobby; the chat works, its functions do not.");
    } else window.Lobby = lobby;
    window[mark] = loader;
    launcher.addEventListener("click", () => loader.press());
    if (!config.click) for (const name of ["pointerenter", "focus"]) launcher.addEventListener(name, load);
    // Beside the body, not in it: apps that swap the body leave it alone.
    document.documentElement.append(host);
    if (Array.isArray(early)) lobby.push(...early);
    // Whether the panel was open: in this tab, else in the one used last. What stands for this tab also says that the
    // visitor has been in the chat, which then starts again by itself where it starts by a click only.
    const kept = (store) => (quiet() ? null : attempt(() => store().getItem(`${prefix}open`)));
    loader.kept = () => (kept(() => sessionStorage) ?? kept(() => localStorage)) === "true";
    const idle = window.requestIdleCallback ?? ((run) => setTimeout(run, 200));
    const later = () => idle(load, { timeout: 4000 });
    if (loader.kept()) load();
    else if (config.click && !kept(() => sessionStorage)) return;
    else if (document.readyState === "complete") later();
    else addEventListener("load", later, { once: true });
  } catch (problem) {
    warn(`the chat could not start: ${problem}`);
  }
})();
