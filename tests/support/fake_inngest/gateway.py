"""Gateway of the fake server, to which workers connect over Inngest's Connect protocol.

Its responses and close codes are those of Inngest's own gateway (inngest/inngest, pkg/connect).
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

from cgk_runtime.providers.inngest.serve import import_quietly
from websockets import ConnectionClosed, Subprotocol
from websockets.asyncio.server import Server, ServerConnection, serve

from fake_inngest.events import new_ulid

import_quietly("inngest.connect")
from inngest.connect._internal import connect_pb2 as wire  # noqa: E402  the line above loads it without warnings

if TYPE_CHECKING:
    from fake_inngest.server import FakeInngest

PROTOCOL = Subprotocol("v0.connect.inngest.com")
Kind = wire.GatewayMessageType
ACCOUNT, ENVIRONMENT, APP = (f"00000000-0000-4000-8000-00000000000{n}" for n in (1, 2, 3))
POLICY_VIOLATION, GOING_AWAY = 1008, 1001
STATUSES = {wire.SDKResponseStatus.DONE: 200, wire.SDKResponseStatus.NOT_COMPLETED: 206}


@dataclass(eq=False)
class FakeWorker:
    """Connection of a worker.

    Attributes:
        socket: The connection.
        hello: The worker's first message.
        messages: Names of its later messages.
        accepts_requests: True if the gateway may call its functions.
        running: Number of current calls.
    """

    socket: ServerConnection
    hello: wire.WorkerConnectRequestData
    messages: list[str] = field(default_factory=list[str])
    accepts_requests: bool = False
    running: int = 0

    async def send(self, kind: wire.GatewayMessageType, payload: bytes = b"") -> None:
        """Send a message."""
        await self.socket.send(wire.ConnectMessage(kind=kind, payload=payload).SerializeToString())

    @property
    def functions(self) -> dict[str, dict[str, Any]]:
        """Its functions by id."""
        return {function["id"]: function for app in self.hello.apps for function in json.loads(app.functions)}


@dataclass(eq=False)
class Request:
    """Pending call of a worker's function."""

    data: wire.GatewayExecutorRequestData
    leased_until: float
    acknowledged: asyncio.Event = field(default_factory=asyncio.Event)
    reply: asyncio.Future[wire.SDKResponse] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class FakeGateway:
    """Context manager that listens for workers on the server's event loop.

    Args:
        server: Server whose functions the workers run.
        lease: Seconds of a lease; a worker extends it each third of that time.

    Attributes:
        workers: All connections that were accepted, also those that have ended.
        refuse: Function of a worker's first message; returns code and text of an error to refuse the worker, or None.
        loses_replies: True if the gateway ignores replies.
        handshake_seconds: Duration of a connection's WebSocket handshake.
        handshakes: Number of handshakes that began.
        flushed: Ids of requests whose replies were sent again over HTTP, because their acknowledgment was lost.
        extended: Ids of requests whose leases were extended.
    """

    def __init__(self, server: FakeInngest, *, lease: int = 3) -> None:
        self._server = server
        self._lease = lease
        self.url = ""
        self.workers: list[FakeWorker] = []
        self.refuse: Callable[[wire.WorkerConnectRequestData], tuple[str, str] | None] = lambda _: None
        self.loses_replies = False
        self.handshake_seconds = 0.0
        self.handshakes = 0
        self.flushed: list[str] = []
        self.extended: list[str] = []
        self._sync_tokens: dict[str, str] = {}
        self._requests: dict[str, Request] = {}
        self._changed = asyncio.Event()
        self._listener: Server | None = None

    def __enter__(self) -> Self:
        """Start listening."""
        self._server.run(self._listen())
        return self

    def __exit__(self, *_exception: object) -> None:
        """Close every connection at once."""
        self._server.run(self.close_abruptly())
        self._server.gateway = None

    def start(self, authorization: str) -> bytes:
        """Return the gateway's address to a worker; its key becomes its sync token, as on a real server."""
        connection_id = new_ulid()
        self._sync_tokens[connection_id] = sync_token = authorization.removeprefix("Bearer ")
        response: bytes = wire.StartResponse(
            connection_id=connection_id, gateway_endpoint=self.url, gateway_group="g",
            session_token=f"session of {connection_id}", sync_token=sync_token,
        ).SerializeToString()  # fmt: skip
        return response

    def flush(self, body: bytes) -> bytes:
        """Accept a reply whose acknowledgment the worker has not received."""
        reply = wire.SDKResponse.FromString(body)
        self.flushed.append(reply.request_id)
        self._set_reply(reply)
        response: bytes = wire.FlushResponse(request_id=reply.request_id).SerializeToString()
        return response

    async def call(self, function: str, run_id: str, document: bytes) -> tuple[int, dict[str, str], Any]:
        """Call a function on a worker; try another one if it does not acknowledge, or its lease expires."""
        while True:
            worker = await self._wait_for_free_worker(function)
            request = self._create_request(function, run_id, document)
            worker.running += 1
            try:
                reply = await self._send_request(worker, request)
            finally:
                worker.running -= 1
                self._notify()
            if reply is not None:
                break
        headers = {"x-inngest-no-retry": "true"} if reply.no_retry else {}
        if reply.HasField("retry_after"):
            headers["retry-after"] = reply.retry_after
        return STATUSES.get(reply.status, 500), headers, json.loads(reply.body)

    async def drain(self) -> None:
        """Announce that the gateway closes; workers reconnect to this same one."""
        for worker in self._ready:
            worker.accepts_requests = False
            await worker.send(Kind.GATEWAY_CLOSING)

    async def close_abruptly(self) -> None:
        """Close all connections at once, like a lost machine; `listen_again` uses the same address."""
        if self._listener is not None:
            self._listener.close(code=GOING_AWAY, reason="connect_gateway_closing")
            await self._listener.wait_closed()
            self._listener = None

    async def listen_again(self) -> None:
        """Listen again."""
        await self._listen(int(self.url.rpartition(":")[2]))

    async def _listen(self, port: int = 0) -> None:
        self._listener = await serve(
            self._handle_connection,
            "127.0.0.1",
            port,
            process_request=self._delay_handshake,
            subprotocols=[PROTOCOL],
            max_size=2**24,
        )
        self.url = f"ws://127.0.0.1:{next(iter(self._listener.sockets)).getsockname()[1]}"
        self._server.gateway = self

    async def _delay_handshake(self, _socket: ServerConnection, _request: object) -> None:
        self.handshakes += 1
        await asyncio.sleep(self.handshake_seconds)

    @property
    def _ready(self) -> list[FakeWorker]:
        return [worker for worker in self.workers if worker.accepts_requests]

    async def _handle_connection(self, socket: ServerConnection) -> None:
        worker: FakeWorker | None = None
        try:
            await socket.send(wire.ConnectMessage(kind=Kind.GATEWAY_HELLO).SerializeToString())
            worker = await self._accept_worker(socket)
            if worker is not None:
                await self._listen_to(worker)
        except ConnectionClosed:
            pass
        finally:
            if worker is not None:
                worker.accepts_requests = False
                self._notify()

    async def _accept_worker(self, socket: ServerConnection) -> FakeWorker | None:
        first = wire.ConnectMessage.FromString(_bytes(await socket.recv()))
        if first.kind != Kind.WORKER_CONNECT or socket.subprotocol != PROTOCOL:
            await socket.close(POLICY_VIOLATION, "connect_worker_hello_invalid_msg")
            return None
        hello = wire.WorkerConnectRequestData.FromString(first.payload)
        expected_token = self._sync_tokens.pop(hello.connection_id, None)
        if expected_token is None or (hello.auth_data.sync_token, hello.auth_data.session_token) != (
            expected_token,
            f"session of {hello.connection_id}",
        ):
            await socket.close(POLICY_VIOLATION, "connect_authentication_failed")
            return None
        worker = FakeWorker(socket, hello)
        refusal = self.refuse(hello) or self._server.register(list(worker.functions.values()))
        if refusal is not None:
            code, text = refusal
            await worker.send(Kind.SYNC_FAILED, wire.SystemError(code=code, message=text).SerializeToString())
            await socket.close(POLICY_VIOLATION, code)
            return None
        lease_interval = f"{max(1, self._lease // 3)}s"
        ready = wire.GatewayConnectionReadyData(heartbeat_interval="10s", extend_lease_interval=lease_interval)
        # Listed before the worker is notified, because a test looks here once the worker is ready.
        self.workers.append(worker)
        await worker.send(Kind.GATEWAY_CONNECTION_READY, ready.SerializeToString())
        worker.accepts_requests = True
        self._notify()
        return worker

    async def _listen_to(self, worker: FakeWorker) -> None:
        async for raw in worker.socket:
            message = wire.ConnectMessage.FromString(_bytes(raw))
            worker.messages.append(Kind.Name(message.kind))
            if message.kind == Kind.WORKER_HEARTBEAT:
                await worker.send(Kind.GATEWAY_HEARTBEAT)
            elif message.kind == Kind.WORKER_PAUSE:
                worker.accepts_requests = False
            elif message.kind == Kind.WORKER_REQUEST_ACK:
                acknowledged = wire.WorkerRequestAckData.FromString(message.payload)
                if acknowledged.request_id in self._requests:
                    self._requests[acknowledged.request_id].acknowledged.set()
            elif message.kind == Kind.WORKER_REQUEST_EXTEND_LEASE:
                await self._extend(worker, wire.WorkerRequestExtendLeaseData.FromString(message.payload))
            elif message.kind == Kind.WORKER_REPLY and not self.loses_replies:
                reply = wire.SDKResponse.FromString(message.payload)
                self._set_reply(reply)
                acknowledgement = wire.WorkerReplyAckData(request_id=reply.request_id)
                await worker.send(Kind.WORKER_REPLY_ACK, acknowledgement.SerializeToString())

    async def _extend(self, worker: FakeWorker, extension: wire.WorkerRequestExtendLeaseData) -> None:
        request = self._requests.get(extension.request_id)
        ack = wire.WorkerRequestExtendLeaseAckData(
            request_id=extension.request_id, function_slug=extension.function_slug
        )
        if request is not None and request.data.lease_id == extension.lease_id:
            self.extended.append(extension.request_id)
            request.leased_until = time.monotonic() + self._lease
            request.data.lease_id = ack.new_lease_id = new_ulid()
        await worker.send(Kind.WORKER_REQUEST_EXTEND_LEASE_ACK, ack.SerializeToString())

    def _set_reply(self, reply: wire.SDKResponse) -> None:
        request = self._requests.get(reply.request_id)
        if request is not None and not request.reply.done():
            request.reply.set_result(reply)

    def _create_request(self, function: str, run_id: str, document: bytes) -> Request:
        data = wire.GatewayExecutorRequestData(
            request_id=new_ulid(), account_id=ACCOUNT, env_id=ENVIRONMENT, app_id=APP,
            app_name=self._app_of(function), function_id=APP, function_slug=function, step_id="step",
            request_payload=document, system_trace_ctx=b"{}", user_trace_ctx=b"{}", run_id=run_id,
            lease_id=new_ulid(), job_id=new_ulid(),
        )  # fmt: skip
        request = self._requests[data.request_id] = Request(data, time.monotonic() + self._lease)
        return request

    async def _send_request(self, worker: FakeWorker, request: Request) -> wire.SDKResponse | None:
        """Send a request to a worker; return its reply, or None if the worker does not finish the request."""
        try:
            await worker.send(Kind.GATEWAY_EXECUTOR_REQUEST, request.data.SerializeToString())
            await asyncio.wait_for(request.acknowledged.wait(), self._lease)
            while (seconds_left := request.leased_until - time.monotonic()) > 0:
                await asyncio.wait({request.reply}, timeout=seconds_left)
                if request.reply.done():
                    return request.reply.result()
        except (ConnectionClosed, TimeoutError):
            pass
        finally:
            del self._requests[request.data.request_id]
        return None

    async def _wait_for_free_worker(self, function: str) -> FakeWorker:
        while True:
            for worker in self._ready:
                limit = worker.hello.max_worker_concurrency
                if function in worker.functions and (not limit or worker.running < limit):
                    return worker
            self._changed.clear()
            await self._changed.wait()

    def _app_of(self, function: str) -> str:
        names: set[str] = {app.app_name for worker in self.workers for app in worker.hello.apps}
        return next(name for name in names if function.startswith(f"{name}-"))

    def _notify(self) -> None:
        self._changed.set()


def _bytes(message: str | bytes) -> bytes:
    assert isinstance(message, bytes)
    return message
