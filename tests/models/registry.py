"""Package registries on the loopback for real pip and npm: what they hand out, hold back or spoil is up to the test."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import tarfile
import threading
import zipfile
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from vox.models.manifest import Package, Registry

HANG_S = 60.0


class LocalRegistry:
    """Serves archives as PyPI's simple index and as an npm registry would. requests: paths asked for, in order."""

    def __init__(self) -> None:
        self.requests: list[str] = []
        self.archives: dict[str, bytes] = {}
        self.packages: dict[str, Package] = {}
        self.held: set[str] = set()  # archives of which only the first half comes, until `release`
        self.halfway = threading.Event()
        self.release = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    def close(self) -> None:
        self.release.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def environment(self) -> Mapping[str, str]:
        """What makes pip and npm ask here."""
        return {
            "PIP_INDEX_URL": f"{self.url}/simple/",
            "PIP_CONFIG_FILE": "/dev/null",
            "npm_config_registry": f"{self.url}/",
            "NO_PROXY": "127.0.0.1",
            "no_proxy": "127.0.0.1",
        }

    def wheel(self, name: str, members: Mapping[str, bytes], version: str = "1.0.0") -> Package:
        """Publish a wheel."""
        buffer = io.BytesIO()
        module = name.replace("-", "_")
        info = f"{module}-{version}.dist-info"
        about = {
            f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n".encode(),
            f"{info}/WHEEL": b"Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
            f"{info}/RECORD": b"",
        }
        with zipfile.ZipFile(buffer, "w") as wheel:
            for path, content in {**members, **about}.items():
                wheel.writestr(path, content)
        archive = f"{module}-{version}-py3-none-any.whl"
        return self._publish(Registry.PYPI, name, version, archive, buffer.getvalue())

    def tarball(self, name: str, members: Mapping[str, bytes], version: str = "1.0.0") -> Package:
        """Publish an npm package."""
        buffer = io.BytesIO()
        about = {"package/package.json": json.dumps({"name": name, "version": version}).encode()}
        with tarfile.open(fileobj=buffer, mode="w:gz") as package:
            for path, content in {**members, **about}.items():
                member = tarfile.TarInfo(path)
                member.size = len(content)
                package.addfile(member, io.BytesIO(content))
        return self._publish(Registry.NPM, name, version, f"{name}-{version}.tgz", buffer.getvalue())

    def asked_for(self, package: Package) -> int:
        """How often the archive was asked for."""
        return self.requests.count(f"/files/{package.archive}")

    def _publish(self, registry: Registry, name: str, version: str, archive: str, content: bytes) -> Package:
        package = Package(registry, name, version, archive, len(content), hashlib.sha256(content).hexdigest())
        self.archives[archive] = content
        self.packages[name] = package
        return package

    def _answer(self, path: str) -> tuple[str, bytes] | None:
        if path.startswith("/files/"):
            content = self.archives.get(path.removeprefix("/files/"))
            return None if content is None else ("application/octet-stream", content)
        if path.startswith("/simple/"):
            package = self.packages.get(path.removeprefix("/simple/").strip("/"))
            if package is None:
                return None
            return ("text/html", f'<a href="/files/{package.archive}">{package.archive}</a>'.encode())
        package = self.packages.get(path.strip("/"))
        return None if package is None else ("application/json", self._packument(package))

    def _packument(self, package: Package) -> bytes:
        integrity = base64.b64encode(hashlib.sha512(self.archives[package.archive]).digest()).decode()
        version = {
            "name": package.name,
            "version": package.version,
            "dist": {"tarball": f"{self.url}/files/{package.archive}", "integrity": f"sha512-{integrity}"},
        }
        whole = {
            "name": package.name,
            "dist-tags": {"latest": package.version},
            "versions": {package.version: version},
        }
        return json.dumps(whole).encode()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        registry = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                path = self.path.partition("?")[0]
                registry.requests.append(path)
                answer = registry._answer(path)
                if answer is None:
                    self.send_error(404)
                    return
                kind, content = answer
                self.send_response(200)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                half = len(content) // 2
                try:
                    self.wfile.write(content[:half])
                    self.wfile.flush()
                    if path.removeprefix("/files/") in registry.held:
                        registry.halfway.set()
                        registry.release.wait(HANG_S)
                    self.wfile.write(content[half:])
                except OSError:
                    self.close_connection = True  # the client was killed: what the tests are about

            def log_message(self, format: str, *args: object) -> None:
                return

        return Handler
