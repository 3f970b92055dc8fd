// Runs before the first paint, so that a dark page never flashes white, and asks who is signed in while the scripts are
// on their way. A file of its own: the page allows no inline script.
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
  if (root.dataset.session !== 'none') {
    window.sluiceSession = fetch('/api/v1/session', { credentials: 'same-origin' });
    // whoever takes it hears of a failure
    window.sluiceSession.catch(function () {});
  }
})();
