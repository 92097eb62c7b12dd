// The first visit in several tabs at once: one of them asks for a token, the others wait for it. It guarantees that all of
// them are one visitor, wherever the browser lets tabs wait for each other and something may be stored, if the first is
// answered within ten seconds.
({ prefix, quiet }, locks, stored, signal) => {
  let known = () => {};
  let current;
  // Runs `start`, which answers whether there is a token, now or when it is this tab's turn.
  const first = (start) => {
    const own = (current = {});
    if (!locks || quiet() || stored().token) return start();
    const name = `${prefix}first`;
    let late = false;
    const turn = (lock) => {
      if (!lock) return (late = true);
      return new Promise((release) => {
        const go = () => {
          // It has started already, or the chat has begun anew or ended meanwhile.
          if (current !== own || signal.aborted) return release();
          current = undefined;
          known = release;
          if (start()) release();
          else setTimeout(release, 10000);
        };
        if (!late || stored().token) return go();
        // What another tab has stored may reach this one's process a moment after its turn.
        addEventListener("storage", () => stored().token && go(), { signal });
        setTimeout(go, 3000);
      });
    };
    locks.request(name, { ifAvailable: true }, turn)
      .then(() => late && locks.request(name, { signal }, turn))
      .catch(() => signal.aborted || start());
  };
  return { first, known: () => known() };
}
