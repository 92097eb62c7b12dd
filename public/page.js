// What runs in the site's page behind the launcher: the frame with the chat and what it may ask of the page, the visitor's
// stored words, the tabs of one visitor, and `window.Lobby`. It guarantees that nothing is thrown into the page, that
// messages go to and come from our own frame only, and that everything is undone by `destroy`.
//
// It runs as a module and as a plain script. Comments stand on their own lines; the build strips them.
(() => {
  const loader = window[Symbol.for("lobby.loader")];
  // The chat was ended meanwhile, or runs already.
  if (!loader || loader.live) return;
  loader.live = true;
  const { attempt, badge, base, box, config, ends, host, launcher, make, prefix, quiet, root, warn } = loader;
  const locks = navigator.locks;
  const small = matchMedia("(max-width: 480px), (max-height: 480px)");
  const stopped = new AbortController();
  const listen = (target, name, run) => target.addEventListener(name, run, { signal: stopped.signal });
  let words = config.words;
  let channel;
  let frame;
  let ready = false;
  let started = false;
  let wasReady = false;
  let lead = false;
  let open = false;
  let focus = false;
  let unread = 0;
  let before;
  let reported = {};
  let timer;
  // The visitor has opened the panel on this page, by whatever way.
  let met = false;
  // The site follows nobody, or this visitor is not to be followed before they open the chat.
  const silent = () => config.off || (quiet() && !met);

  // So many at once, then one a second: what the page's own scripts set off must not drown what people do.
  const bucket = (most) => {
    let level = most;
    let last = Date.now();
    return () => {
      const now = Date.now();
      level = Math.min(most, level + (now - last) / 1000);
      last = now;
      return level >= 1 && level-- > 0;
    };
  };

  const { names, keep, stored, remember, erase, adopt, forget } = (__STORAGE__)(loader);
  const { first, known } = (__FIRST__)(loader, locks, stored, stopped.signal);
  const { isFront, rise, fall } = (__FRONT__)(loader, locks, () => post("stands", standing()));
  const { tune, sound, mute } = (__SOUND__)(loader, locks, () => stopped.signal.aborted);

  // What pages listen to.
  let listeners = [];
  const emit = (name, detail) => {
    listeners = listeners.filter((one) => !one.off);
    for (const one of [...listeners]) if (one[1] === name) tell(one, detail);
  };
  const tell = (one, detail) => {
    try {
      if (!one.off) one[2](detail);
    } catch (problem) {
      reportError(problem);
    }
  };

  // The frame. Nothing is posted before it said that it listens, and only ever to our own origin.
  const post = (type, fields) => ready && frame.contentWindow?.postMessage({ lobby: 1, type, ...fields }, base);
  const page = () =>
    silent() ? { address: "", title: "" } : { address: location.href.slice(0, 2048), title: document.title.slice(0, 512) };
  // What happens before the frame has started waits for it.
  let waiting = [];
  const say = (what) => {
    if (silent()) return;
    if (started) post("event", what);
    else if (waiting.length < 20) waiting.push(what);
  };
  const standing = () => ({ hidden: box.classList.contains("hidden"), quiet: quiet(), behind: !isFront() });
  const panel = make("div", { class: "panel", id: "panel" });
  const create = () => {
    if (frame) return;
    const language = document.documentElement.lang;
    const query = language ? `?lang=${encodeURIComponent(language)}` : "";
    frame = make("iframe", { title: words.frame, src: `${base}/lobby/frame/${config.key}${query}#${location.origin}` });
    panel.append(frame);
  };
  const label = () => {
    const says = open ? words.close : words.open;
    launcher.setAttribute("aria-label", unread ? `${says}, ${words.unread.replace("{count}", unread)}` : says);
    launcher.setAttribute("aria-expanded", open);
    badge.textContent = unread > 99 ? "99+" : unread || "";
  };

  // On a small screen the panel is a sheet over the part of the page that shows: what the on-screen keyboard leaves free.
  // Zoomed with two fingers, the visitor looks at a part of the sheet. The page behind does not scroll meanwhile.
  const fit = () => {
    const sheet = open && small.matches;
    const view = window.visualViewport;
    if (sheet && view) {
      const height = view.height * view.scale;
      const top = view.scale > 1 ? 0 : view.offsetTop;
      for (const [name, value] of [["top", top], ["height", height], ["keys", innerHeight - height - top]]) {
        panel.style.setProperty(`--${name}`, `${value}px`);
      }
    }
    const root = document.documentElement;
    if (sheet && !before) {
      before = [root.style.getPropertyValue("overflow"), root.style.getPropertyPriority("overflow")];
      root.style.setProperty("overflow", "hidden", "important");
    } else if (!sheet && before) {
      root.style.setProperty("overflow", ...before);
      if (!root.getAttribute("style")) root.removeAttribute("style");
      before = undefined;
    }
  };
  // Where the focus was when the visitor opened the panel without the launcher.
  let from;
  const show = (on, byPerson) => {
    const changed = on !== open;
    open = on;
    focus = on && byPerson;
    loader.wanted = on;
    box.classList.toggle("open", on);
    label();
    fit();
    remember(on);
    if (on) create();
    if (on && !met) {
      met = true;
      report();
    }
    post("open", { on, focus });
    if (focus) {
      if (changed) from = document.activeElement;
      frame.focus({ preventScroll: true });
      attempt(tune);
    } else if (changed && root.activeElement === frame) {
      (box.classList.contains("hidden") ? from : launcher)?.focus?.({ preventScroll: true });
    }
    if (changed) emit(on ? "open" : "close");
  };

  // The page as the visitor sees it, one tick later, so that address and title travel together.
  // Of pages that follow each other faster than anybody reads only the last counts.
  let calm = 0;
  let depth = 0;
  let left = false;
  const report = () => {
    const now = page();
    if (now.address === reported.address && now.title === reported.title) return;
    if (now.address !== reported.address) {
      depth = 0;
      left = false;
    }
    post("page", { page: now });
    reported = now;
    calm = Date.now() + 300;
  };
  const soon = () => {
    clearTimeout(timer);
    if (!stopped.signal.aborted) timer = setTimeout(report, Math.max(0, Math.min(300, calm - Date.now())));
  };

  // What rules of the site may ask for, and only the page's own window notices: how far it was scrolled, in quarters, and
  // a pointer that leaves through its top.
  let looking;
  const scrolled = () => {
    looking ||= setTimeout(() => {
      looking = 0;
      const all = document.documentElement.scrollHeight;
      const quarters = Math.floor(((scrollY + innerHeight + 1) / all) * 4) * 25;
      if (quarters <= depth) return;
      depth = quarters;
      say({ scrolled: Math.min(100, depth) });
    }, 250);
  };
  const leaves = ({ clientY }) => {
    if (left || clientY > 0) return;
    left = true;
    say({});
  };

  // Tabs. One of them leads, and sends what others left unsent; a tab that rests in the browser's memory does neither.
  let leave;
  const takeLead = () => {
    if (lead && started) post("lead", { stored: stored() });
  };
  const join = () => {
    const left = new AbortController();
    channel = attempt(() => new BroadcastChannel(`lobby.${config.key}`));
    channel?.addEventListener("message", ({ data }) => {
      if (typeof data?.name !== "string" || typeof data.value !== "string") return;
      if (data.name === "consent") return decide(data.value === "true");
      post("tab", { note: { name: data.name, value: data.value } });
      // What this page stores for the frame comes with the lead: later, since the other tab mostly sends it itself.
      if (data.name === "kept") setTimeout(takeLead, 10000);
    });
    lead = !locks;
    locks?.request(`${prefix}lead`, { signal: left.signal }, () => new Promise((release) => {
      left.signal.addEventListener("abort", release);
      lead = true;
      takeLead();
    })).catch(() => {});
    rise(document.hasFocus());
    leave = () => {
      left.abort();
      fall();
      channel?.close();
      lead = false;
    };
  };

  const start = () => {
    const kept = stored();
    const from = silent() ? "" : document.referrer;
    reported = page();
    post("start", { page: reported, open, focus, stored: kept, from, ...standing() });
    started = true;
    for (const one of waiting) say(one);
    waiting = [];
    takeLead();
    if (!wasReady) emit("ready");
    wasReady = true;
    return kept.token;
  };

  const events = /^(message|conversation (started|ended)|invitation (shown|accepted|declined)|online|offline)$/;
  const heard = {
    __proto__: null,
    ready() {
      ready = true;
      started = false;
      box.classList.add("ready");
      // The frame got the focus while it was empty. Chromium may forget that when the frame moves to its own process:
      // then it looks focused, but what is typed goes nowhere.
      if (root.activeElement === frame) {
        frame.blur();
        frame.focus({ preventScroll: true });
      }
      first(start);
    },
    unread({ count }) {
      if (unread === count >>> 0) return;
      unread = count >>> 0;
      label();
      emit("unread", { count: unread });
    },
    used() {
      rise(true);
    },
    open() {
      show(true, true);
    },
    close() {
      show(false, true);
    },
    keep({ name, value }) {
      const fits = value === null || (typeof value === "string" && value.length < 20000);
      if (!names.test(name) || !fits) return;
      post("kept", { name, kept: keep(name, value) });
      if (name === "token" && value) known();
    },
    labels({ open, close, unread, frame: title }) {
      words = { open, close, unread: String(unread), frame: title };
      frame.title = title;
      label();
    },
    peek({ height }) {
      panel.style.setProperty("--peek", `${+height}px`);
      box.classList.toggle("peek", height > 0);
      // The card took the keyboard's place with it.
      if (!open && !(height > 0) && root.activeElement === frame) launcher.focus({ preventScroll: true });
    },
    sound({ id }) {
      sound(String(id)).catch(() => {});
    },
    tell({ note }) {
      channel?.postMessage(note);
    },
    event({ name, detail }) {
      if (events.test(name)) emit(name, detail);
    },
  };

  const hide = (on) => {
    box.classList.toggle("hidden", on);
    post("stands", standing());
  };
  // The page says what the visitor said about being followed and remembered; what their browser says stands above it.
  const decide = (on) => {
    const before = quiet();
    const had = stored();
    loader.consent = on;
    if (quiet() === before) return;
    if (before) {
      const known = stored().token;
      if (frame && known && known !== had.token && !met) {
        // Somebody who was here before, and wrote nothing yet: the chat starts anew as theirs.
        forget();
        frame.remove();
        frame = undefined;
        ready = started = false;
        box.classList.remove("ready", "peek");
        create();
        return;
      }
      adopt();
      if (met) remember(open);
    } else erase(had);
    post("stands", standing());
    soon();
  };
  const mayTrack = bucket(20);
  const acts = {
    __proto__: null,
    page: soon,
    track: ([, name, data]) => {
      if (typeof name !== "string" || !name) return warn("`track` takes the name of what happened.");
      const text = attempt(() => JSON.stringify(data)) ?? "";
      if (mayTrack()) say({ name: name.slice(0, 64), data: text.length > 1024 ? "" : text });
    },
    // It is the visitor's word, whichever tab it was said in.
    consent: ([, on]) => {
      decide(!!on);
      channel?.postMessage({ name: "consent", value: String(!!on) });
    },
    open: () => show(true, true),
    close: () => show(false, true),
    toggle: () => show(!open, true),
    show: () => hide(false),
    hide: () => {
      hide(true);
      show(false, false);
    },
    destroy: loader.end,
    on: (one) => {
      if (typeof one[2] !== "function") return warn("`on` takes the name of an event and a function.");
      listeners.push(one);
      if (one[1] === "ready" && wasReady) tell(one);
    },
  };
  const call = (one) => {
    const act = acts[one?.[0]];
    if (act) act(one);
    else warn(`there is no function ${attempt(() => JSON.stringify(one?.[0]))}.`);
  };

  // Apps change pages without loading one. Who wrapped these functions after us keeps calling ours, which does nothing
  // more once the chat has ended.
  const wrap = (name) => {
    const original = history[name];
    const own = Object.hasOwn(history, name);
    const wrapped = function () {
      soon();
      return original.apply(this, arguments);
    };
    history[name] = wrapped;
    ends.push(() => {
      if (history[name] !== wrapped) return;
      if (own) history[name] = original;
      else delete history[name];
    });
  };

  // An app that swaps everything gets the launcher back, but not without end, should something insist on removing it:
  // twenty times, and once more each second.
  const lives = bucket(20);
  const attach = () => {
    watched(document.head, soon, true);
    watched(document.documentElement, attach, false);
    if (host.isConnected || !lives()) return;
    ready = false;
    box.classList.remove("ready");
    document.documentElement.append(host);
  };
  const seen = new WeakSet();
  const watched = (node, run, deep) => {
    if (!node || seen.has(node)) return;
    seen.add(node);
    const watcher = new MutationObserver(run);
    watcher.observe(node, { childList: true, characterData: deep, subtree: deep });
    ends.push(() => watcher.disconnect());
  };

  try {
    loader.style(`
      .panel {
        box-sizing: border-box;
        position: fixed;
        right: 20px;
        bottom: 88px;
        width: min(384px, 100vw - 40px);
        height: min(680px, 100dvh - 104px);
        border-radius: 16px;
        overflow: hidden;
        background: #fff;
        box-shadow: var(--shadow);
        visibility: hidden;
        opacity: 0;
        transform: translateY(8px);
        transition: opacity .1s, transform .1s, visibility 0s .1s;
        /* It grows out of its lower corner: with that as its beginning, a card that becomes the panel moves nothing. */
        writing-mode: vertical-lr;
        direction: rtl;
      }
      .peek .panel { height: min(var(--peek), 100dvh - 108px) }
      .open .panel { height: min(680px, 100dvh - 104px) }
      .open .panel, .peek:not(.hidden) .panel {
        visibility: visible;
        opacity: 1;
        transform: none;
        transition: opacity .15s ease-out, transform .15s ease-out;
      }
      iframe { display: block; width: 100%; height: 100%; border: 0; color-scheme: light dark }
      @media (prefers-color-scheme: dark) { .panel { background: #17181f } }
      @media ${small.media} {
        .panel { transition: none }
        .open .panel {
          inset: var(--top, 0) 0 auto;
          width: 100%;
          height: var(--height, 100dvh);
          padding: env(safe-area-inset-top) env(safe-area-inset-right) env(safe-area-inset-bottom) env(safe-area-inset-left);
          padding-bottom: max(0px, env(safe-area-inset-bottom) - var(--keys, 0px));
          border-radius: 0;
          transition: none;
          /* A sheet hangs from its upper corner, and grows and shrinks with what the keyboard leaves free. */
          writing-mode: horizontal-tb;
          direction: ltr;
        }
        .open:not(.ready) .panel { height: calc(var(--height, 100dvh) - 88px) }
      }
      @media (prefers-reduced-motion) { .panel, .open .panel, .peek .panel { transition: none } }
      /* A card beside the launcher has a border of its own. */
      @media (forced-colors: active) { .open .panel { border: 1px solid } }
    `);
    box.append(panel);
    launcher.setAttribute("aria-controls", "panel");
    ends.push(() => {
      stopped.abort();
      clearTimeout(timer);
      clearTimeout(looking);
      leave();
      open = false;
      fit();
      mute();
      loader.live = false;
    });

    listen(root, "keydown", (event) => {
      if (event.key !== "Escape") return;
      if (open) show(false, true);
      else post("escape");
    });
    listen(window, "message", ({ source, origin, data }) => {
      if (!frame || source !== frame.contentWindow || origin !== base || data?.lobby !== 1) return;
      heard[data.type]?.(data);
    });
    wrap("pushState");
    wrap("replaceState");
    listen(window, "popstate", soon);
    listen(window, "hashchange", soon);
    listen(window, "scroll", scrolled);
    listen(document.documentElement, "mouseleave", leaves);
    listen(small, "change", fit);
    listen(window, "focus", () => rise(true));
    listen(document, "visibilitychange", () => rise(document.hasFocus()));
    for (const name of ["resize", "scroll"]) if (window.visualViewport) listen(visualViewport, name, fit);
    join();
    listen(window, "pagehide", leave);
    listen(window, "pageshow", ({ persisted }) => persisted && join());
    watched(document, attach, false);
    attach();

    loader.press = () => show(!open, true);
    loader.call = call;
    for (const one of loader.calls) call(one);
    // On a small screen the panel covers the page, so it opens only by hand.
    if (loader.wanted && !open) show(true, true);
    else if (loader.kept() && !small.matches && !open) show(true, false);
    label();
    create();
  } catch (problem) {
    warn(`the chat could not start: ${problem}`);
  }
})();
