import socket

import pytest


def test_a_connection_to_a_foreign_address_is_refused():
    with socket.socket() as sock, pytest.raises(OSError, match="offline"):
        sock.connect(("192.0.2.1", 80))


def test_a_foreign_name_is_not_resolved():
    with pytest.raises(OSError, match="offline"):
        socket.getaddrinfo("example.org", 443)


def test_a_connection_to_this_machine_goes_through():
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname(), timeout=5) as sock:
        assert sock.getpeername() == server.getsockname()
