// Two soft notes, made in the page, where the browser lets it sound. It guarantees that of several tabs one takes the
// message for itself, and that nothing sounds about something past.
({ attempt, prefix, quiet }, locks, over) => {
  let audio;
  const tune = () => (audio ??= new AudioContext()).resume();
  const play = () => {
    for (const [at, pitch] of [659.25, 880].entries()) {
      const tone = audio.createOscillator();
      const level = audio.createGain();
      const begins = audio.currentTime + 0.02 + at * 0.14;
      tone.frequency.value = pitch;
      level.gain.setValueAtTime(0.0001, begins);
      level.gain.exponentialRampToValueAtTime(0.08, begins + 0.02);
      level.gain.exponentialRampToValueAtTime(0.0001, begins + 0.35);
      tone.connect(level).connect(audio.destination);
      tone.start(begins);
      tone.stop(begins + 0.36);
    }
  };
  const sound = async (id) => {
    const asked = Date.now();
    if (!navigator.userActivation?.hasBeenActive) return;
    await tune();
    // The browser may hold a tab silent for long; a sound about something past helps nobody.
    if (Date.now() - asked > 2000 || over()) return;
    const name = `${prefix}sound`;
    if (locks) {
      locks.request(`${name}.${id}`, { ifAvailable: true }, (lock) => lock && new Promise((release) => {
        play();
        setTimeout(release, 10000);
      })).catch(() => {});
      return;
    }
    // Where nothing is kept, each tab is a visitor of its own.
    if (quiet()) return play();
    // Without locks each tab waits for a moment of its own, and sees whether another was first.
    setTimeout(() => {
      if (attempt(() => localStorage.getItem(name)) === id) return;
      attempt(() => localStorage.setItem(name, id));
      play();
    }, Math.random() * 1000);
  };
  return { tune, sound, mute: () => audio?.close() };
}
