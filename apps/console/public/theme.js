// Runs before the first paint, so that a dark page never flashes white. A file of its own: the page allows no inline script.
(function () {
  var kept = null;
  try {
    kept = localStorage.getItem('sluice.theme');
  } catch {
    // storage may be forbidden; the system's choice then decides
  }
  var dark = kept ? kept === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
})();
