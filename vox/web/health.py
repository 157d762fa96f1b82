"""GET /health: whether calls can be served, for the supervisor that restarts us and for who looks after the box."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout, web

from vox.errors import VoxError


@dataclass(frozen=True)
class Health:
    """State of the service. alive False makes the supervisor restart us; degraded names what works badly meanwhile.

    details: plain values for people, never anything about a caller.
    """

    alive: bool
    degraded: tuple[str, ...]
    details: Mapping[str, Any]

    def to_json(self) -> dict[str, Any]:
        state = "down" if not self.alive else "degraded" if self.degraded else "ok"
        return {"status": state, "degraded": list(self.degraded), **self.details}


@asynccontextmanager
async def serve_health(host: str, port: int, probe: Callable[[], Health]) -> AsyncIterator[int]:
    """Answer GET /health on host:port while the context is open; yields the port (useful when asked for 0).

    200 while calls can be served, 503 otherwise. Raises VoxError when the port is taken.
    """

    async def health(_request: web.Request) -> web.Response:
        state = probe()
        return web.json_response(state.to_json(), status=200 if state.alive else 503)

    app = web.Application(client_max_size=1024)
    app.router.add_get("/health", health)
    runner = web.AppRunner(app, access_log=None, handle_signals=False)
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port, shutdown_timeout=1)
        try:
            await site.start()
        except OSError as error:
            raise VoxError(
                f"le port {port} ne peut pas être ouvert pour /health ({error.strerror or error})",
                where=f"{host}:{port}",
                hint="arrêtez ce qui l'occupe, ou changez `web: {listen: …}` dans la configuration",
            ) from error
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


async def ask_health(host: str, port: int, *, timeout: float = 3.0) -> dict[str, Any]:
    """What a running service says of itself. Raises VoxError when it does not answer or cannot serve calls."""
    where = f"{host}:{port}"
    try:
        async with (
            ClientSession(timeout=ClientTimeout(total=timeout)) as session,
            session.get(f"http://{where}/health") as response,
        ):
            state: dict[str, Any] = await response.json()
    except (TimeoutError, ClientError, ValueError) as error:
        raise VoxError("Vox ne répond pas", where=where, hint="est-il démarré ? (vox serve)") from error
    if response.status != 200:
        raise VoxError(
            f"Vox ne peut pas prendre d'appels : {', '.join(state.get('degraded', [])) or 'arrêté'}",
            where=where,
        )
    return state
