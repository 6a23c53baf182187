// Keeps the page current over Server-Sent Events; without it the page reloads itself. Written for old phones too.
(function () {
  var main = document.getElementById('main'), stale = document.getElementById('stale');
  var updated = document.getElementById('updated'), sound = document.getElementById('sound');
  var source = null, heard = 0, at = main.getAttribute('data-at'), turn = main.getAttribute('data-turn');
  var audio = null, retry = 0;
  function words(name, time) { return main.getAttribute('data-' + name).replace('{at}', time); }
  function current(time) {
    heard = Date.now(); at = time; stale.hidden = true;
    if (updated) updated.textContent = words('updated', time);
  }
  function lost() {
    if (stale.hidden) { stale.textContent = words('stale', at); stale.hidden = false; }
  }
  function beep(when, tone) {
    var o = audio.createOscillator(), g = audio.createGain();
    o.frequency.value = tone; o.connect(g); g.connect(audio.destination);
    g.gain.setValueAtTime(0.4, when); g.gain.exponentialRampToValueAtTime(0.001, when + 0.5);
    o.start(when); o.stop(when + 0.5);
  }
  function ring() {
    if (navigator.vibrate) navigator.vibrate([400, 200, 400, 200, 800]);
    if (audio) { beep(audio.currentTime, 880); beep(audio.currentTime + 0.5, 660); }
    main.className = 'flash'; setTimeout(function () { main.className = ''; }, 6000);
  }
  function state(event) {
    var told = JSON.parse(event.data);
    current(told.at);
    document.title = told.title;
    if (told.turn && told.turn !== turn) {
      turn = told.turn;
      if (main.getAttribute('data-away')) { location.href = main.getAttribute('data-away'); return; }
      ring();
    }
    turn = told.turn;
    if (main.getAttribute('data-away')) return;
    var focused = document.activeElement, chosen = main.querySelector(':checked');
    var typed = main.querySelector('textarea');
    if (chosen || (typed && typed.value) || (focused && /INPUT|TEXTAREA/.test(focused.tagName) && main.contains(focused))) return;
    if (main.innerHTML !== told.html) main.innerHTML = told.html;
  }
  function connect() {
    if (source) source.close();
    clearTimeout(retry);
    source = new EventSource(main.getAttribute('data-events'));
    source.addEventListener('state', state);
    source.addEventListener('ping', function (event) { current(JSON.parse(event.data).at); });
    source.onerror = function () {
      lost(); source.close(); clearTimeout(retry); retry = setTimeout(connect, 2000 + Math.random() * 2000);
    };
  }
  setInterval(function () { if (heard && Date.now() - heard > 15000) { lost(); heard = Date.now(); connect(); } }, 1000);
  document.addEventListener('visibilitychange', function () { if (!document.hidden) connect(); });
  if (sound && (window.AudioContext || window.webkitAudioContext || navigator.vibrate)) {
    sound.hidden = false;
    sound.onclick = function () {
      var Audio = window.AudioContext || window.webkitAudioContext;
      if (Audio && !audio) audio = new Audio();
      if (audio) { audio.resume(); beep(audio.currentTime, 880); }
      if (navigator.vibrate) navigator.vibrate(200);
      sound.textContent = sound.getAttribute('data-on'); sound.disabled = true;
    };
  }
  if (window.EventSource) connect();
})();
