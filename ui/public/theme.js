// Runs before the first paint. The choice is kept on this machine; without one the system decides.
(() => {
  const chosen = localStorage.getItem("theme");
  const light = matchMedia("(prefers-color-scheme: light)").matches;
  document.documentElement.dataset.theme = chosen ?? (light ? "light" : "dark");
})();
