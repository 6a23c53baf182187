"""A visitor's phone: Debian's Chromium, and what a person would measure on its screen."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

CHROMIUM: Final = shutil.which("chromium")
WIDTHS: Final = ((390, 844), (320, 568))
"""A phone of today, and the smallest that is still about."""
LIMIT_BYTES: Final = 60_000
_ARGUMENTS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_FINGERS: Final = """
window.told = {vibrations: [], tones: 0, states: 0};
const Source = window.EventSource;
window.EventSource = function (url) {
  const source = new Source(url);
  source.addEventListener("state", () => { window.told.states += 1; });
  return source;
};
navigator.vibrate = pattern => { window.told.vibrations.push(pattern); return true; };
for (const Kind of [window.AudioContext, window.webkitAudioContext]) if (Kind) {
  const make = Kind.prototype.createOscillator;
  Kind.prototype.createOscillator = function () { window.told.tones += 1; return make.call(this); };
}
"""
_MEASURE: Final = """() => {
  const wrong = [];
  const wide = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > wide) wrong.push('scrolls sideways: ' + document.documentElement.scrollWidth);
  const shown = e => { const r = e.getBoundingClientRect(); return r.width > 0 && r.height > 0; };
  const light = text => {
    const [r, g, b] = text.match(/[\\d.]+/g).map(Number).slice(0, 3)
      .map(v => v / 255).map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = e => {
    for (; e; e = e.parentElement) {
      const c = getComputedStyle(e).backgroundColor;
      if (!/, 0\\)$/.test(c) && c !== 'transparent') return c;
    }
    return 'rgb(255, 255, 255)';
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode());) {
    const e = node.parentElement;
    if (!node.textContent.trim() || !shown(e) || /SCRIPT|STYLE|NOSCRIPT/.test(e.tagName)) continue;
    const range = document.createRange(); range.selectNodeContents(node);
    const box = range.getBoundingClientRect(), words = node.textContent.trim().slice(0, 20);
    if (box.right > wide + 0.5 || box.left < -0.5) wrong.push('out of the screen: ' + words);
    const [a, b] = [light(getComputedStyle(e).color), light(ground(e))];
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (contrast < 4.5) wrong.push('contrast ' + contrast.toFixed(2) + ': ' + words);
    if (parseFloat(getComputedStyle(e).fontSize) < 16) wrong.push('small: ' + words);
  }
  for (const e of document.querySelectorAll('a, button, textarea, input:not([type=hidden])')) {
    const target = /radio|checkbox/.test(e.type) ? e.closest('label') : e;
    const box = target.getBoundingClientRect();
    if (shown(target) && (box.width < 44 || box.height < 44))
      wrong.push('target ' + Math.round(box.width) + 'x' + Math.round(box.height) + ': ' + (e.textContent || e.name));
  }
  return wrong;
}"""


@contextmanager
def chromium() -> Iterator[Browser]:
    """Chromium with a fresh profile; a test without one says why it is left out."""
    if CHROMIUM is None:
        pytest.skip("no chromium here: apt-get install chromium, or .ci/system-packages --if-possible chromium")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=list(_ARGUMENTS))
        yield running
        running.close()


@dataclass
class Phone:
    """One page of a phone, what it loaded, and what it complained about."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    loaded: dict[str, int] = field(default_factory=dict)

    def open(self, url: str) -> int:
        """Go to an address; the status of the answer."""
        answer = self.page.goto(url, wait_until="load")
        assert answer is not None
        self.loaded[url] = len(answer.body())
        return answer.status

    def said(self) -> str:
        """What can be read."""
        return str(self.page.inner_text("body"))

    def measured(self) -> list[str]:
        """What a person could not read or hit here."""
        wrong: list[str] = self.page.evaluate(_MEASURE)
        return [*wrong, *self.complaints]

    def told(self) -> dict[str, Any]:
        """Vibrations and tones so far."""
        found: dict[str, Any] = self.page.evaluate("window.told")
        return found

    def hears(self, states: int) -> None:
        """Until its stream has told so many states."""
        ends = time.monotonic() + 30
        while self.told()["states"] < states:
            assert time.monotonic() < ends, "the stream says nothing"
            self.page.wait_for_timeout(50)

    def waits_for(self, words: str) -> None:
        """Until the words stand on the page."""
        self.page.get_by_text(words, exact=False).first.wait_for(timeout=30_000)


@contextmanager
def phone(browser: Browser, size: tuple[int, int] = WIDTHS[0], *, script: bool = True) -> Iterator[Phone]:
    """A phone of that size, with or without JavaScript."""
    width, height = size
    context: BrowserContext = browser.new_context(
        viewport={"width": width, "height": height},
        has_touch=True,
        java_script_enabled=script,
        ignore_https_errors=False,
    )
    context.add_init_script(_FINGERS)
    held = Phone(context.new_page())
    held.page.on("pageerror", lambda error: held.complaints.append(str(error)))
    held.page.on("console", lambda said: held.complaints.append(said.text) if "Content Security" in said.text else None)
    held.page.on("request", lambda asked: held.loaded.setdefault(asked.url, 0))
    try:
        yield held
    finally:
        context.close()
