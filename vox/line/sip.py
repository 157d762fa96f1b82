"""The telephone line: one SIP stack for the process, its trunks, and the calls that come in through them."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import traceback
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Literal
from uuid import uuid4

from baresip import (
    Account,
    BaresipError,
    Call,
    Config,
    Event,
    RegistrationError,
    Runtime,
    StackEvent,
    UserAgent,
)

from vox.config.line import Line, SipTrunk
from vox.errors import VoxError
from vox.line.call import IncomingCall
from vox.line.logs import keep_callers_out_of_logs
from vox.line.numbers import Numbers, caller_number, french_number, user_part
from vox.line.outgoing import MARK, Outgoing
from vox.line.peers import Network, fence, networks, tcp_can_be_fenced
from vox.line.sip_call import SipCall

log = logging.getLogger(__name__)

OnCall = Callable[[IncomingCall], Awaitable[None]]
Transport = Literal["udp", "tcp"]

_CODECS = ("pcma", "pcmu")  # G.722 and Opus only once verified both ways
_JITTER_MS = "20-200"  # adaptive; the stack's own default is a fixed 100 ms
_REGISTER_EVERY = 120  # s; short enough that a registrar that was restarted finds us again soon
_REGISTER_TIMEOUT = 10.0  # s
_RETRY = (5.0, 10.0, 30.0, 60.0)  # s between attempts to register; the last one for ever
_LOOK_UP_EVERY = 300.0  # s between look-ups of the registrars' addresses
_LOOK_UP_TIMEOUT = 5.0  # s
_UNREGISTER_TIMEOUT = 2.0  # s
_PORTS_PER_CALL = 4
_SPARE_CALLS = 8  # above our own limit, so that the busy answer is ours, and a flood still meets an end


@dataclass
class Trunk:
    """How one trunk stands. state: `trusted` (known by address), `registering`, `registered` or `failed`."""

    settings: SipTrunk
    state: str
    reason: str = ""
    peers: frozenset[Network] = frozenset()
    tried: asyncio.Event = field(default_factory=asyncio.Event)  # the first attempt to register has ended


class SipLine:
    """Answers calls of the configured trunks, and of nobody else.

    line: the `line` part of the settings. max_calls: more at once are refused as busy.
    max_transfers: people who may be called at once, so that callers are put through; 0: nobody ever is called.
    numbers: how a user part of a SIP address becomes E.164.
    media_timeout: seconds without a packet after which a call counts as ended.
    identifier: makes the identifier of a call.

    Set `on_dead` to learn that the stack has died: this process then cannot telephone any more and should
    end, for its supervisor to start it anew.
    """

    def __init__(
        self,
        line: Line,
        *,
        max_calls: int,
        max_transfers: int = 0,
        numbers: Numbers = french_number,
        media_timeout: int = 60,
        identifier: Callable[[], str] = lambda: uuid4().hex,
    ) -> None:
        self.on_dead: Callable[[], None] | None = None
        self._line = line
        self._max_calls = max_calls
        self._numbers = numbers
        self._media_timeout = media_timeout
        self._identifier = identifier
        self._trunks = [
            Trunk(trunk, "registering" if trunk.registrar else "trusted", peers=_known_peers(trunk))
            for trunk in line.sip
        ]
        self._calls: set[SipCall] = set()
        self.outgoing = Outgoing(line, most=max_transfers, numbers=numbers, identifier=identifier)
        self._tasks: set[asyncio.Task[None]] = set()
        self._agents: list[tuple[UserAgent, Trunk]] = []
        self._runtime: Runtime | None = None
        self._alive = False
        self._tcp = True
        self._on_call: OnCall | None = None

    async def start(self, on_call: OnCall) -> None:
        """Listen, and call `on_call` for each call that rings, in a task of its own; when that ends, the call
        is hung up if it has not ended before.

        Registration goes on in the background, see `status()` and `wait_registered()`.
        Raises VoxError when there is no trunk, the port is taken, or the address is not this machine's.
        """
        keep_callers_out_of_logs()
        self._tcp = tcp_can_be_fenced()
        _check_trunks(self._line, tcp=self._tcp)
        if not self._tcp:
            log.warning("TCP stays shut: this process may not shut strangers out of it (CAP_NET_ADMIN)")
        _check_media_ports(*self._line.listen.rtp_ports, self._max_calls + self.outgoing.most)
        self._on_call = on_call
        listen = self._line.listen
        _check_port(listen.host, listen.port)
        runtime = Runtime(native_log_level="warning")
        try:
            await runtime.start(self._stack_config())
        except BaresipError as error:
            raise VoxError(
                f"la ligne téléphonique ne s'ouvre pas ({error})",
                where=f"{listen.host}:{listen.port}",
                hint="voyez line.listen dans la configuration ; un même Vox n'a qu'une ligne ouverte à la fois",
            ) from error
        self._runtime, self._alive = runtime, True
        runtime.on_dead = self._died
        try:
            self._fence()
            for trunk in self._trunks:
                await self._add_trunk(trunk)
        except BaseException:
            await self.stop()
            raise

    async def stop(self, drain: float = 0.0) -> None:
        """Take no more calls, wait up to `drain` seconds for those that go on, hang up the rest, close."""
        runtime, self._runtime = self._runtime, None
        self.outgoing.close()
        if runtime is None:
            return
        if self._alive:
            if drain > 0:
                with contextlib.suppress(TimeoutError, BaresipError):  # after it, they are hung up
                    await asyncio.wait_for(runtime.drain(), drain)
            await asyncio.gather(*(call.hang_up() for call in (*self._calls, *self.outgoing.calls)))
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if not self._alive:
            return
        self._alive = False
        await asyncio.gather(*(_unregister(agent, trunk) for agent, trunk in self._agents))
        self._agents.clear()
        try:
            await runtime.close()
        except BaresipError as error:
            log.error("the telephone line did not close: %s", error)

    def status(self) -> dict[str, object]:
        """For /health: `alive` (the stack runs), `calls` (ringing or answered now), `max_calls`, `transfers` (people
        called, or talked with, now), and for each trunk its `state` (trusted, registering, registered, failed) and
        `reason`."""
        return {
            "alive": self._alive,
            "calls": len(self._calls),
            "max_calls": self._max_calls,
            "transfers": self.outgoing.taken,
            "trunks": {trunk.settings.name: {"state": trunk.state, "reason": trunk.reason} for trunk in self._trunks},
        }

    async def wait_registered(self, timeout: float = 15.0) -> None:
        """Wait until each registrar has answered once. Raises VoxError about the first trunk that failed."""
        for trunk in self._trunks:
            if trunk.settings.registrar is None:
                continue
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(trunk.tried.wait(), timeout)
            if trunk.state != "registered":
                raise _registration_problem(trunk)

    def drop(self, call: SipCall) -> None:
        """Hang up a call, also when whoever wanted it cannot wait for that."""
        if not call.ended.is_set():
            self._run(call.hang_up())

    # -- the stack -----------------------------------------------------------

    def _stack_config(self) -> Config:
        listen = self._line.listen
        transports = sorted({transport for trunk in self._line.sip for transport in _transports(trunk, tcp=self._tcp)})
        wildcard = listen.host in ("0.0.0.0", "::")
        first, last = listen.rtp_ports
        family = "" if listen.host == "::" else f"net_af {'ipv6' if ':' in listen.host else 'ipv4'}\n"
        return Config(
            net_interface=None if wildcard else listen.host,
            max_concurrent_calls=self._max_calls + self.outgoing.most + _SPARE_CALLS,
            rtp_timeout=self._media_timeout,
            expose_headers=("To", "P-Asserted-Identity", "Privacy", MARK),
            extra_config_text=(
                f"sip_listen {_host_port(listen.host, listen.port)}\n"
                f"sip_transports {','.join(transports)}\n"
                f"{family}"
                f"rtp_ports {first}-{last}\n"
                "audio_jitter_buffer_type adaptive\n"
                f"audio_jitter_buffer_ms {_JITTER_MS}\n"
            ),
        )

    def _fence(self) -> None:
        """Shut out who is no trunk, as far as the trunks' addresses are known now."""
        listen = self._line.listen
        if not fence(listen.port, {peer for trunk in self._trunks for peer in trunk.peers}):
            raise VoxError(
                "la ligne téléphonique n'a aucune adresse où écouter",
                where=f"{listen.host}:{listen.port}",
                hint="0.0.0.0 veut dire toutes les interfaces réseau, sauf la boucle locale ; "
                "pour les seuls appels de cette machine : `line: {listen: {host: 127.0.0.1}}`",
            )

    async def _add_trunk(self, trunk: Trunk) -> None:
        """One user agent for each transport: one matches no other transport than its own."""
        listen = self._line.listen
        settings = trunk.settings
        password = settings.password.get_secret_value() if settings.password else ""
        for transport in _transports(settings, tcp=self._tcp):
            try:
                account = Account(
                    user=settings.user,
                    domain=settings.registrar or _host_port(listen.host, listen.port),
                    password=password,
                    reg_interval=_REGISTER_EVERY if settings.registrar else 0,
                    transport=transport,
                    audio_codecs=_CODECS,
                    # The number that was called may not be the account's user: a trunk may have several.
                    extra_params=("catchall=yes",),
                )
                assert self._runtime is not None
                agent = await UserAgent.create(self._runtime, account, transfer_policy="reject")
            except (ValueError, BaresipError) as error:
                raise VoxError(
                    f"ce compte SIP ne peut pas servir ({error})",
                    where=f"line.sip.{settings.name}",
                    hint="voyez user, registrar et le fichier du mot de passe",
                ) from error
            agent.on_incoming(lambda call: self._rings(call, trunk))
            if settings.registrar:
                agent.on(lambda event: self._registration_event(event, trunk))
                self._run(self._keep_registered(agent, trunk))
            self._agents.append((agent, trunk))
            self.outgoing.add(settings, self._runtime, agent)

    def _died(self) -> None:
        self._alive = False
        self.outgoing.close()
        log.critical("the telephone stack has died: this process cannot take calls any more")
        for call in (*self._calls, *self.outgoing.calls):
            call.lost()
        if self.on_dead is not None:
            self.on_dead()

    def _run(self, work: Coroutine[object, object, None]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    # -- calls ---------------------------------------------------------------

    def _rings(self, stack_call: Call, trunk: Trunk) -> None:
        headers = stack_call.headers
        call = SipCall(
            stack_call,
            id=self._identifier(),
            caller=caller_number(stack_call.peer, headers, self._numbers),
            called=user_part(headers.get("To", "")) or trunk.settings.user,
            trunk=trunk.settings.name,
            on_ended=self._calls.discard,
        )
        if self.outgoing.causes(call, headers, trunk.settings):
            log.warning("call %s comes back from a transfer of ours: refused", call.id)
            self._run(call.busy())
            return
        if len(self._calls) >= self._max_calls:
            self._run(self._refuse(call))
            return
        self._calls.add(call)
        self._run(self._serve(call)).add_done_callback(lambda task: self._served(call, task))

    async def _refuse(self, call: SipCall) -> None:
        log.info("call %s is refused as busy: %d calls at once", call.id, self._max_calls)
        await call.busy()

    async def _serve(self, call: SipCall) -> None:
        assert self._on_call is not None
        await self._on_call(call)
        await call.hang_up()  # nobody looks after it any more

    def _served(self, call: SipCall, task: asyncio.Task[None]) -> None:
        """Whatever one call dies of, the line goes on."""
        if task.cancelled() or (error := task.exception()) is None:
            return
        # Where it happened, but not the message: that may hold what was said or who called.
        trace = "".join(traceback.format_tb(error.__traceback__))
        log.error("call %s failed: %s\n%s", call.id, type(error).__name__, trace)
        self._run(call.hang_up())

    # -- registration --------------------------------------------------------

    async def _keep_registered(self, agent: UserAgent, trunk: Trunk) -> None:
        """Register until it works, then keep the registrar's addresses fresh; the stack renews by itself."""
        attempt = 0
        while True:
            if trunk.state != "registered":
                await self._register(agent, trunk)
                trunk.tried.set()
            if trunk.state == "registered":
                attempt = 0
                await asyncio.sleep(_LOOK_UP_EVERY)
                await self._look_up(trunk)
            else:
                log.warning("trunk %s: %s; it is tried again", trunk.settings.name, trunk.reason)
                await asyncio.sleep(_RETRY[min(attempt, len(_RETRY) - 1)])
                attempt += 1

    async def _register(self, agent: UserAgent, trunk: Trunk) -> None:
        if not await self._look_up(trunk):
            return
        try:
            await agent.register(timeout=_REGISTER_TIMEOUT)
        except RegistrationError as error:
            trunk.state, trunk.reason = "failed", _reason(error)
        except BaresipError as error:
            trunk.state, trunk.reason = "failed", str(error)

    async def _look_up(self, trunk: Trunk) -> bool:
        """Refresh the registrar's addresses in the fence; False if its name has none now."""
        host, _ = _split_host_port(trunk.settings.registrar or "")
        try:
            found = await asyncio.wait_for(
                asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_DGRAM), _LOOK_UP_TIMEOUT
            )
        except (OSError, TimeoutError):
            if trunk.state != "registered":
                trunk.state, trunk.reason = "failed", f"le nom {host} n'a pas d'adresse"
            return False
        trunk.peers = _known_peers(trunk.settings) | networks(str(entry[4][0]) for entry in found)
        self._fence()
        return True

    def _registration_event(self, event: StackEvent, trunk: Trunk) -> None:
        if event.event is Event.REGISTER_OK:
            trunk.state, trunk.reason = "registered", ""
        elif event.event is Event.REGISTER_FAIL and trunk.state == "registered":
            trunk.state, trunk.reason = "failed", event.text or "le registrar a refusé le renouvellement"


def _check_trunks(line: Line, *, tcp: bool) -> None:
    if not line.sip:
        raise VoxError(
            "aucune ligne téléphonique n'est configurée",
            where="line.sip",
            hint="ajoutez-en une, avec registrar (un compte) ou addresses (connue par son adresse)",
        )
    for trunk in line.sip:
        if trunk.registrar and trunk.transport == "tcp" and not tcp:
            raise VoxError(
                "cette ligne demande TCP, et Vox n'a pas le droit d'en tenir les inconnus à l'écart",
                where=f"line.sip.{trunk.name}",
                hint="écrivez transport: udp ; ou, hors conteneur, donnez CAP_NET_ADMIN au compte de Vox",
            )


def _check_media_ports(first: int, last: int, calls: int) -> None:
    """A call takes RTP and RTCP for sound, and for the video that nobody uses; a refused one does so too."""
    needed = _PORTS_PER_CALL * (calls + 1)
    if last - first + 1 < needed:
        raise VoxError(
            f"{calls} appels à la fois prennent {needed} ports pour le son, {first}-{last} en donne {last - first + 1}",
            where="line.listen.rtp_ports",
            hint=f"prenez-en plutôt le double, ils sont tirés au sort : rtp_ports: {first}-{first + 2 * needed - 1}",
        )


def _check_port(host: str, port: int) -> None:
    """The stack itself does not say which port was taken, so it is tried before."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM):
        with socket.socket(family, kind) as probe:
            if kind == socket.SOCK_STREAM:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # connections of a former run may linger
            try:
                probe.bind((host, port))
            except OSError as error:
                raise _port_problem(host, port, error) from error


def _port_problem(host: str, port: int, error: OSError) -> VoxError:
    where = _host_port(host, port)
    if error.errno == 98:  # EADDRINUSE
        return VoxError(
            f"le port {port} est pris par un autre programme",
            where=where,
            hint=f"`ss -lunpt | grep :{port}` le nomme : arrêtez-le, ou changez line.listen.port",
        )
    if error.errno == 13:  # EACCES
        return VoxError(
            f"ce compte n'a pas le droit d'ouvrir le port {port}",
            where=where,
            hint="prenez un line.listen.port au-dessus de 1023",
        )
    return VoxError(
        f"la ligne téléphonique ne peut pas écouter là ({error.strerror})",
        where=where,
        hint="line.listen.host est 0.0.0.0 (toutes les interfaces) ou une adresse de cette machine",
    )


def _known_peers(trunk: SipTrunk) -> frozenset[Network]:
    return networks(trunk.addresses, where=f"line.sip.{trunk.name}.addresses")


def _transports(trunk: SipTrunk, *, tcp: bool) -> tuple[Transport, ...]:
    """A registrar calls back the way we registered; a trunk known by address may use either, where TCP may be used."""
    if trunk.registrar:
        return (trunk.transport,)
    return ("udp", "tcp") if tcp else ("udp",)


def _registration_problem(trunk: Trunk) -> VoxError:
    return VoxError(
        f"la ligne n'est pas enregistrée : {trunk.reason or 'pas de réponse'}",
        where=f"line.sip.{trunk.settings.name} ({trunk.settings.registrar})",
        hint="voyez registrar, user et le fichier du mot de passe ; Vox réessaie de lui-même",
    )


def _reason(error: RegistrationError) -> str:
    if error.status in (401, 403, 407):
        return f"le registrar refuse l'identifiant ou le mot de passe ({error.status})"
    if error.status == 404:
        return "le registrar ne connaît pas cet identifiant (404)"
    if error.status is not None:
        return f"le registrar répond {error.status} {error.reason}".rstrip()
    return "le registrar ne répond pas"


async def _unregister(agent: UserAgent, trunk: Trunk) -> None:
    if trunk.state != "registered":
        return
    try:
        await agent.unregister(timeout=_UNREGISTER_TIMEOUT)
    except BaresipError as error:
        log.warning("trunk %s: still registered, it will expire: %s", trunk.settings.name, error)


def _host_port(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _split_host_port(address: str) -> tuple[str, str]:
    if address.startswith("["):
        host, _, rest = address[1:].partition("]")
        return host, rest.lstrip(":")
    host, _, port = address.partition(":")
    return host, port
