"""What was built, as a WSGI application: decks/ and handbook/, and a script that loads a page again after a build."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bizkit.application import wsgify
from bizkit.wrappers.by_hand import Request, Response, redirect, send_from_directory

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

SCRIPT = """\
(() => {
  const shown = document.createElement("pre");
  shown.setAttribute("role", "alert");
  shown.style = "position:fixed;inset:auto 0 0;z-index:99;margin:0;padding:1rem;max-height:50%;overflow:auto;" +
    "white-space:pre-wrap;font:18px/1.4 ui-monospace,monospace;color:#fff;background:#8c1d18";
  let before;
  const look = async () => {
    try {
      const now = await (await fetch("/build.json", { cache: "no-store" })).json();
      shown.textContent = now.problems.join("\\n");
      if (now.problems.length) document.body.append(shown); else shown.remove();
      if (before !== undefined && before !== now.number) location.reload();
      before = now.number;
    } catch { /* the server has ended: the page stays as it is */ }
    setTimeout(look, 700);
  };
  look();
})();
"""


class Site:
    """The folder that a build fills. ``number`` counts the builds that went well; ``problems`` are the last one's.

    Its pages load themselves again after a build, unless ``is_live`` is false: then it can be mounted anywhere.
    """

    def __init__(self, out: Path, start: str = "decks/index.html", *, is_live: bool = True) -> None:
        self.out = out
        self.start = start
        self.is_live = is_live
        self.number = 0
        self.problems: tuple[str, ...] = ()

    @property
    def application(self) -> WSGIApplication:
        """The WSGI application. It stands on the layer by hand, whatever BIZKIT_WRAPPERS says."""
        return wsgify(self.view, "by_hand")

    def view(self, request: Any) -> Any:
        """A file of the build, the state of the build, or the script that asks for it."""
        match request.path:
            case "/":
                return redirect(f"{request.root_path}/{self.start}")
            case "/build.json":
                return Response(
                    json.dumps({"number": self.number, "problems": self.problems}), mimetype="application/json"
                )
            case "/reload.js":
                return Response(SCRIPT, mimetype="text/javascript")
            case path:
                return self._file(request, path.removeprefix("/"))

    def _file(self, request: Request, path: str) -> Response:
        response: Response = send_from_directory(self.out, path, request.environ)
        if self.is_live and response.mimetype == "text/html" and response.status_code == 200:
            with response:
                page = b"".join(response.iter_encoded())
            response = Response(page.replace(b"</body>", b'<script src="/reload.js"></script></body>'))
        response.headers["Cache-Control"] = "no-cache"
        return response
