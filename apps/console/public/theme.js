// Runs before the first paint, so that a dark page never flashes white. A file of its own: the page allows no inline script.
(function () {
  var root = document.documentElement;
  var kept = function (name) {
    try {
      return localStorage.getItem('sluice.' + name);
    } catch {
      // storage may be forbidden; the system's choice then decides
      return null;
    }
  };
  var theme = kept('theme');
  var dark = theme ? theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  root.dataset.theme = dark ? 'dark' : 'light';
  root.dataset.density = kept('density') === 'compact' ? 'compact' : 'comfortable';
  root.dataset.access = kept('access') === 'on' ? 'on' : 'off';
})();
