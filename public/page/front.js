// Of a visitor's windows that are in sight, the one that was used last is in front. It guarantees that at most one of them
// is, wherever the browser lets windows of a site know of each other and somebody is the same visitor in all of them.
//
// Who is in front holds a lock. A window that is used takes it away; when its holder is hidden or gone, it goes to another.
({ prefix, quiet }, locks, tell) => {
  let front = false;
  let leave = () => {};
  // Where windows know nothing of each other, each stands for itself.
  const isFront = () => !locks || front || quiet();
  const place = (on) => {
    front = on;
    tell();
  };
  const fall = () => {
    leave();
    if (front) place(false);
  };
  const rise = (used) => {
    if (!locks || (used && front && !document.hidden)) return;
    fall();
    if (document.hidden) return;
    const turn = new AbortController();
    const { signal } = turn;
    leave = () => turn.abort();
    locks.request(`${prefix}front`, used ? { steal: true } : { signal }, () => signal.aborted || new Promise((release) => {
      signal.addEventListener("abort", release);
      place(true);
    })).catch(({ name }) => {
      if (signal.aborted) return;
      // Taken away, or refused for good.
      place(name !== "AbortError");
      if (!front) rise();
    });
  };
  return { isFront, rise, fall };
}
