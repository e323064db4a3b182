"""How a client reaches its host."""

from __future__ import annotations

import dataclasses
from typing import Optional, Sequence, Union

from mixline._version import VERSION

MEBIBYTE = 1024 * 1024


@dataclasses.dataclass(frozen=True)
class TlsOptions:
    """TLS; with a key and certificate chain mutual TLS. All are PEM bytes.

    ``root_certificates``: who may have signed the host's certificate; None for gRPC's own list.
    ``host_name``: the name in the host's certificate, where it is not the one that is connected to.
    """

    root_certificates: Optional[bytes] = None
    private_key: Optional[bytes] = dataclasses.field(default=None, repr=False)
    certificate_chain: Optional[bytes] = None
    host_name: Optional[str] = None

    def __post_init__(self) -> None:
        if (self.private_key is None) != (self.certificate_chain is None):
            raise ValueError("private_key, certificate_chain: one of them (expected: both for mutual TLS, or none)")


@dataclasses.dataclass(frozen=True)
class Retry:
    """Asks again where the host could not be reached or is shutting down; reads change nothing, so that is safe. All attempts
    and the waits between them (first ``first_wait`` seconds, then twice that and so on) share the read's time-out."""

    attempts: int = 3
    first_wait: float = 0.01

    def __post_init__(self) -> None:
        if self.attempts < 1:
            raise ValueError(f"attempts: {self.attempts} (expected: >= 1)")
        if not self.first_wait >= 0:
            raise ValueError(f"first_wait: {self.first_wait} (expected: >= 0 seconds)")


NO_RETRY = Retry(attempts=1)


@dataclasses.dataclass(frozen=True)
class ClientOptions:
    """Of one client, which is one connection.

    ``timeout``: seconds that a call may take where the call itself names none.
    ``max_answer_bytes``: a larger answer fails as RESOURCE_EXHAUSTED. An answer has about items x tokens x dimension x bytes
    of a number.
    ``keepalive``: seconds between pings on an idle connection, None for no pings; a host ends connections that ping more often
    than it allows.
    ``keep_freed_memory``: lets glibc keep up to 64 MiB of freed memory in this process, which makes reads faster. Turn
    it off where the process sets its allocator up itself.
    ``shared_memory``: over a ``unix:`` target tokens come through memory that the host shares with this process, and are copied
    from there once; where the host gives none, through the socket. Turn it off where the two do not see the same files, as in
    containers that share the socket alone: it saves asking once a minute.
    ``channel_options``: gRPC's channel arguments, which win over those that come from here.
    """

    tls: Optional[TlsOptions] = None
    timeout: float = 2.0
    retry: Retry = NO_RETRY
    max_answer_bytes: int = 256 * MEBIBYTE
    keepalive: Optional[float] = None
    keep_freed_memory: bool = True
    shared_memory: bool = True
    channel_options: Sequence[tuple[str, Union[int, str]]] = ()

    def __post_init__(self) -> None:
        if not self.timeout > 0:
            raise ValueError(f"timeout: {self.timeout} (expected: > 0 seconds)")
        if self.max_answer_bytes < 1:
            raise ValueError(f"max_answer_bytes: {self.max_answer_bytes} (expected: > 0)")
        if self.keepalive is not None and not self.keepalive > 0:
            raise ValueError(f"keepalive: {self.keepalive} (expected: > 0 seconds)")

    def channel_arguments(self) -> list[tuple[str, Union[int, str]]]:
        """Each with its reason; what was tried is in docs/benchmarks/python.md."""
        arguments: dict[str, Union[int, str]] = {
            "grpc.primary_user_agent": f"mixline-python/{VERSION}",
            "grpc.max_receive_message_length": self.max_answer_bytes,
            "grpc.max_send_message_length": -1,
            # An answer comes without waiting for window updates, and in few frames. With 16 MiB TCP is slower.
            "grpc.http2.lookahead_bytes": 4 * MEBIBYTE,
            "grpc.http2.max_frame_size": MEBIBYTE,
            # Clients with the same options do not share a connection.
            "grpc.use_local_subchannel_pool": 1,
            # A cache is a near host: a proxy of the environment is not meant for it.
            "grpc.enable_http_proxy": 0,
        }
        if self.keepalive is not None:
            arguments["grpc.keepalive_time_ms"] = max(1, int(self.keepalive * 1000))
            arguments["grpc.keepalive_permit_without_calls"] = 1
            arguments["grpc.http2.max_pings_without_data"] = 0
        if self.tls is not None and self.tls.host_name is not None:
            arguments["grpc.ssl_target_name_override"] = self.tls.host_name
        arguments.update(self.channel_options)
        return list(arguments.items())
