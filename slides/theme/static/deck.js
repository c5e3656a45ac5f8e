// Light or dark: by the system, until somebody presses T. All windows of the deck follow, the speaker's too.
(() => {
  const key = "bizkit-theme";
  const prefersDark = matchMedia("(prefers-color-scheme: dark)");
  const asked = new URLSearchParams(location.search).get("theme");
  const show = (theme) => {
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  };
  const read = () => { try { return localStorage.getItem(key); } catch { return null; } };
  show(asked ?? read());
  addEventListener("storage", (event) => { if (event.key === key) show(event.newValue); });
  addEventListener("load", () => {
    Reveal.addKeyBinding({ keyCode: 84, key: "T", description: "Light or dark" }, () => {
      const now = document.documentElement.dataset.theme ?? (prefersDark.matches ? "dark" : "light");
      const next = now === "dark" ? "light" : "dark";
      show(next);
      try { localStorage.setItem(key, next); } catch { /* a file that may keep nothing */ }
    });
  });
})();
