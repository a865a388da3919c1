"""The local servers of the demo and of these tests leave nothing open, whenever a client comes."""

from __future__ import annotations

import gc
import socket

from tests.servers.http import HttpServer


def test_a_client_that_comes_and_goes_as_the_server_ends_leaves_no_socket() -> None:
    for number in range(40):
        with HttpServer() as server:
            host, port = server.authority.split(":")
            for _ in range(number % 4 + 1):
                socket.create_connection((host, int(port))).close()
    gc.collect()  # a socket that was left open warns here, and warnings are errors
    assert not [
        one for one in gc.get_objects() if isinstance(one, socket.socket) and one.fileno() >= 0 and is_of(one, server)
    ]


def is_of(one: socket.socket, server: HttpServer) -> bool:
    """Whether a socket stands on the server's port."""
    name = one.getsockname()
    return isinstance(name, tuple) and name[1] == int(server.authority.split(":")[1])
