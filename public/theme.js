// Shows the console in the agent's theme before anything is drawn. It stands in the head and waits for nothing; the
// program does the same when it starts (console/src/host/page.rs), and whenever another theme is picked.
try {
  const chosen = /^theme=(light|dark)$/m.exec(localStorage.getItem('lobby.preferences') ?? '');
  if (chosen) document.documentElement.dataset.theme = chosen[1];
} catch {
  // Storage is blocked: then there is no choice to show.
}
