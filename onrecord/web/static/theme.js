// Runs before the page is painted, so that a chosen theme never flashes.
(() => {
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const chosen = () => { try { return localStorage.getItem("theme"); } catch { return null; } };
  const apply = () => { root.dataset.theme = chosen() || (system.matches ? "dark" : "light"); };
  system.addEventListener("change", apply);
  apply();
  window.switchTheme = () => {
    try { localStorage.setItem("theme", root.dataset.theme === "dark" ? "light" : "dark"); } catch { /* private window */ }
    apply();
  };
})();
