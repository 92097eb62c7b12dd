// The loader: the plain script behind a site's tag. It draws the launcher, tells the frame which page the visitor is
// on, and keeps the visitor's few stored words for it. It guarantees to leave the page as it was: one element in a
// shadow root, no layout work, nothing thrown into the page, no global name taken.
//
// The server replaces the configuration's placeholder. Comments stand on their own lines; the build strips them.
(() => {
  const config = __LOBBY_CONFIG__;
  const script = document.currentScript;
  const mark = Symbol.for("lobby.loader");
  const warn = (words) => console.warn(`Lobby: ${words}`);
  const here = location.origin;

  if (window[mark] || !script) return;
  window[mark] = true;
  if (!RegExp(config.allow).test(here)) {
    warn(`this page's origin ${here} is not among the site's allowed origins (${config.origins.join(", ") || "none"}). ` +
      "Add it to the site in Lobby's console.");
    return;
  }

  const base = new URL(script.src).origin;
  const prefix = `lobby.${config.key}.`;
  // What the page's storage refuses is kept for as long as the page lives.
  const memory = {};
  let frame;
  let ready = false;
  let open = false;
  let focus = false;
  let unread = 0;
  let reported = "";
  let timer;

  const attempt = (run) => {
    try {
      return run();
    } catch {}
  };

  // Storage: only names that the frame may use, read and written under this site's prefix.
  const names = /^(token|draft|seen|out\.cid_[0-9a-f]{32})$/;
  const keep = (name, value) => {
    memory[name] = value;
    return !!attempt(() => {
      if (value === null) localStorage.removeItem(prefix + name);
      else localStorage.setItem(prefix + name, value);
      return true;
    });
  };
  const stored = () => {
    const found = { ...memory };
    attempt(() => {
      for (const name of Object.keys(localStorage)) {
        const own = name.slice(prefix.length);
        if (name.startsWith(prefix) && names.test(own)) found[own] = localStorage.getItem(name);
      }
    });
    return found;
  };

  // The launcher and the panel, in a shadow root of their own.
  const make = (name, attributes, ...children) => {
    const svg = /^(svg|path)$/.test(name);
    const element = svg ? document.createElementNS("http://www.w3.org/2000/svg", name) : document.createElement(name);
    for (const key in attributes) element.setAttribute(key, attributes[key]);
    element.append(...children);
    return element;
  };
  const icon = (name, path) => make("svg", { class: name, viewBox: "0 0 24 24" }, make("path", { d: path }));
  const badge = make("span", { class: "badge" });
  const launcher = make(
    "button",
    { class: "launcher" },
    icon("chat", "M7.9 20A9 9 0 1 0 4 16.1L2 22Z"),
    icon("down", "m6 9 6 6 6-6"),
    badge,
  );
  const panel = make("div", { class: "panel" });
  const host = make("lobby-widget");
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    :host {
      all: initial !important;
      position: fixed !important;
      z-index: 2147483647 !important;
      --accent: #4f46e5;
      --alarm: #d92d20;
      --on: #fff;
      --shadow: 0 8px 32px rgb(15 20 40 / .22);
    }
    .launcher {
      all: unset;
      position: fixed;
      right: 20px;
      bottom: 20px;
      width: 56px;
      height: 56px;
      border-radius: 50%;
      cursor: pointer;
      color: var(--on);
      background: var(--accent);
      box-shadow: var(--shadow);
    }
    .launcher:hover { filter: brightness(1.12) }
    .launcher:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px }
    svg {
      position: absolute;
      inset: 16px;
      width: 24px;
      height: 24px;
      fill: none;
      stroke: currentColor;
      stroke-width: 2;
      stroke-linecap: round;
      stroke-linejoin: round;
    }
    .down, .open .chat { display: none }
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
      background: var(--alarm);
    }
    .badge:empty { display: none }
    .panel {
      position: fixed;
      right: 20px;
      bottom: 88px;
      width: 384px;
      height: min(680px, 100dvh - 104px);
      border-radius: 16px;
      overflow: hidden;
      box-shadow: var(--shadow);
      visibility: hidden;
      opacity: 0;
      transform: translateY(8px);
      transition: opacity .1s, transform .1s, visibility 0s .1s;
    }
    .open .panel { visibility: visible; opacity: 1; transform: none; transition: opacity .15s ease-out, transform .15s ease-out }
    iframe { display: block; width: 100%; height: 100%; border: 0 }
    @media (max-width: 480px) { .panel { inset: 0; width: 100%; height: 100dvh; border-radius: 0 } }
    @media (prefers-reduced-motion) { .panel, .open .panel { transition: none } }
    @media (forced-colors: active) { .launcher, .panel, .badge { border: 1px solid } }
    @media print { :host { display: none !important } }
  `);
  const box = make("div", {}, launcher, panel);
  const root = host.attachShadow({ mode: "open" });
  root.adoptedStyleSheets = [sheet];
  root.append(box);

  // The frame. Nothing is posted before it said that it listens, and only ever to our own origin.
  const post = (message) => ready && frame.contentWindow?.postMessage({ lobby: 1, ...message }, base);
  const page = () => ({ address: location.href.slice(0, 2048), title: document.title.slice(0, 512) });
  const start = () => {
    if (frame) return;
    frame = make("iframe", { title: "Chat", src: `${base}/lobby/frame/${config.key}#${here}` });
    panel.append(frame);
  };
  const label = () => {
    const words = open ? "Close chat" : "Open chat";
    launcher.setAttribute("aria-label", unread ? `${words}, ${unread} unread` : words);
    launcher.setAttribute("aria-expanded", open);
    badge.textContent = unread > 99 ? "99+" : unread || "";
  };
  const show = (on, byPerson) => {
    open = on;
    focus = on && byPerson;
    box.classList.toggle("open", on);
    label();
    attempt(() => sessionStorage.setItem(`${prefix}open`, on));
    if (on) start();
    post({ type: "open", on, focus });
    if (byPerson) (on ? frame : launcher).focus();
  };

  // The page as the visitor sees it, one tick later, so that address and title travel together.
  const report = () => {
    const now = page();
    const words = `${now.address}\n${now.title}`;
    if (words !== reported) post({ type: "page", page: now });
    reported = words;
  };
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(report);
  };

  const heard = {
    __proto__: null,
    ready() {
      ready = true;
      reported = "";
      // The frame got the focus while it was empty. Chromium may forget that when the frame moves to its own process:
      // then it looks focused, but what is typed goes nowhere.
      if (root.activeElement === frame) {
        frame.blur();
        frame.focus();
      }
      post({ type: "start", page: page(), open, focus, stored: stored(), from: document.referrer });
    },
    unread({ count }) {
      unread = count >>> 0;
      label();
    },
    close() {
      show(false, true);
    },
    keep({ name, value }) {
      const fits = value === null || (typeof value === "string" && value.length < 20000);
      if (names.test(name) && fits) post({ type: "kept", name, kept: keep(name, value) });
    },
  };

  try {
    launcher.addEventListener("click", () => show(!open, true));
    root.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && open) show(false, true);
    });
    addEventListener("message", ({ source, origin, data }) => {
      if (!frame || source !== frame.contentWindow || origin !== base || data?.lobby !== 1) return;
      heard[data.type]?.(data);
    });
    for (const name of ["pushState", "replaceState"]) {
      const original = history[name];
      history[name] = function () {
        soon();
        return original.apply(this, arguments);
      };
    }
    addEventListener("popstate", soon);
    addEventListener("hashchange", soon);
    const watch = (run, node, deep) => new MutationObserver(run).observe(node, { childList: true, characterData: deep, subtree: deep });
    if (document.head) watch(soon, document.head, true);

    // Beside the body, not in it: apps that swap the body leave it alone. One that swaps everything gets it back,
    // but not for ever, should something else insist on removing it.
    let lives = 20;
    const attach = () => {
      if (!host.isConnected && lives--) {
        ready = false;
        document.documentElement.append(host);
      }
    };
    attach();
    watch(attach, document, false);
    watch(attach, document.documentElement, false);

    label();
    // On a small screen the panel covers the page, so it opens only by hand.
    if (innerWidth > 480 && attempt(() => sessionStorage.getItem(`${prefix}open`)) === "true") show(true, false);

    const idle = window.requestIdleCallback ?? ((run) => setTimeout(run, 200));
    const loaded = () => idle(start, { timeout: 4000 });
    if (document.readyState === "complete") loaded();
    else addEventListener("load", loaded);
  } catch (problem) {
    warn(`the chat could not start: ${problem}`);
  }
})();
