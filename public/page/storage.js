// What a visitor's browser keeps for the chat: only names that the frame may use, read and written under this site's
// prefix. What the page's storage refuses, or the visitor has not allowed, is kept for as long as the page lives. It
// guarantees that nothing is read or written where nothing may be stored.
({ attempt, config, prefix, quiet }) => {
  const memory = new Map();
  const names = /^(token|draft|seen|out\.cid_[0-9a-f]{32})$/;
  const stores = [() => sessionStorage, () => localStorage];
  // On a site of several hosts the token stands in a cookie too, so that the visitor is one on all of them.
  const shared = config.domain && `.${location.hostname}`.endsWith(`.${config.domain}`);
  const bake = (token) => {
    const parts = [`${prefix}token=${token ?? ""}`, `Domain=${config.domain}`, "Path=/", "SameSite=Lax"];
    parts.push(`Max-Age=${token ? 34560000 : 0}`);
    if (location.protocol === "https:") parts.push("Secure");
    if (shared && /^\w*$/.test(token ?? "")) document.cookie = parts.join("; ");
  };
  const keep = (name, value) => {
    memory.set(name, value);
    if (quiet()) return false;
    if (name === "token") attempt(() => bake(value));
    return !!attempt(() => {
      if (value === null) localStorage.removeItem(prefix + name);
      else localStorage.setItem(prefix + name, value);
      return true;
    });
  };
  const stored = () => {
    const found = Object.fromEntries(memory);
    if (quiet()) return found;
    attempt(() => {
      for (const name of Object.keys(localStorage)) {
        const own = name.slice(prefix.length);
        if (name.startsWith(prefix) && names.test(own)) found[own] = localStorage.getItem(name);
      }
    });
    attempt(() => {
      const baked = shared && document.cookie.split("; ").find((pair) => pair.startsWith(`${prefix}token=`));
      if (baked) found.token = baked.slice(prefix.length + 6);
      if (found.token) bake(found.token);
    });
    return found;
  };
  return {
    names, keep, stored,
    // Whether the panel is open, for the next page.
    remember: (open) => {
      if (!quiet()) for (const store of stores) attempt(() => store().setItem(`${prefix}open`, open));
    },
    // From now on nothing may be kept: what there was the running chat goes on with, and the browser forgets.
    erase: (had) => {
      for (const name in had) memory.set(name, had[name]);
      for (const store of stores) attempt(() => {
        for (const name of Object.keys(store())) if (name.startsWith(prefix)) store().removeItem(name);
      });
      attempt(() => bake(null));
    },
    // From now on things may be kept: what the running chat has, or, where that is nothing worth it, what was kept before.
    adopt: () => {
      for (const [name, value] of memory) keep(name, value);
    },
    forget: () => memory.clear(),
  };
}
