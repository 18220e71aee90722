// What a fan's page does around the engine, for tests on the real binary.

/** Helpers in the page: the fan's own calls, and an uploader that begins the session first. */
export const fanHelpers = () => {
  const ask = async (method, path, body) => {
    const headers = { Authorization: `Bearer ${localStorage.getItem("chant.session")}` };
    if (body) headers["Content-Type"] = "application/json";
    return fetch(path, { method, headers, body: body && JSON.stringify(body) });
  };
  globalThis.takes = async () => (await (await ask("GET", "/api/v1/session")).json()).takes;
  globalThis.openSender = () => {
    const beforeCreate = () => ask("PUT", "/api/v1/session", { language: "en" });
    globalThis.uploader = engine.openUploader({ beforeCreate });
    globalThis.sent = 0;
    uploader.onChange((state) => (sent = state.sentBytes ?? sent));
  };
  globalThis.until = (...phases) =>
    new Promise((done) => {
      const look = (state) => phases.includes(state.phase) && done(state);
      look(uploader.state);
      uploader.onChange(look);
    });
  // A sound file of a known content, too large for one breath.
  globalThis.longTake = (length) => {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 31) ^ (i >> 8));
    bytes.set(new TextEncoder().encode("RIFF\0\0\0\0WAVEfmt "));
    const timing = { tier: "B", marker_seconds: 0.25 };
    return { bytes: new Blob([bytes]), mediaType: "audio/wav", tier: "B", durationSeconds: 30, loudestDbfs: -9, timing };
  };
};
