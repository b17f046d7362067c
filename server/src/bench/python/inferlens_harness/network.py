"""Requests to other machines: whether there are any, and how many to which host. Absent on purpose: what they carry."""
import collections
import ipaddress
import sys


class Network:
    def __init__(self, replay):
        self._replay = replay
        self.away = False
        self._connections = collections.Counter()
        self._requests = collections.Counter()
        self._patched = set()
        self._host = None
        sys.addaudithook(self._audit)

    def begin(self):
        self.look()
        self._connections.clear()
        self._requests.clear()

    def per_call(self, calls):
        counted = self._requests or self._connections
        return [
            {"host": host, "model": None, "calls": times / calls, "inputTokens": None, "outputTokens": None}
            for host, times in sorted(counted.items())
        ]

    def look(self):
        """Clients that the code has loaded by now tell of each request; a connection may serve many."""
        http = sys.modules.get("http.client")
        if http is not None and "http" not in self._patched:
            self._patched.add("http")
            plain = http.HTTPConnection.putrequest

            def putrequest(connection, *given, **named):
                self._request(getattr(connection, "_tunnel_host", None) or connection.host)
                return plain(connection, *given, **named)

            http.HTTPConnection.putrequest = putrequest
        httpx = sys.modules.get("httpx")
        if httpx is not None and "httpx" not in self._patched:
            self._patched.add("httpx")
            self._watch(httpx.HTTPTransport, "handle_request")
            self._watch(httpx.AsyncHTTPTransport, "handle_async_request")

    def _watch(self, transport, name):
        plain = getattr(transport, name)

        def handle(this, request):
            self._request(request.url.host)
            return plain(this, request)

        setattr(transport, name, handle)

    def _request(self, host):
        if _is_away(host):
            self.away = True
            self._refuse(host)
            self._requests[host] += 1

    def _refuse(self, host):
        if self._replay is None:
            return
        for known in self._replay["hosts"]:
            if host == known or (known.startswith("*.") and host.endswith(known[1:])):
                raise ConnectionRefusedError("a replay is wanted, and calls of %s are not replayed in Python" % host)

    def _audit(self, event, given):
        if not event.startswith("socket."):
            return
        if event == "socket.getaddrinfo" and isinstance(given[0], (str, bytes)):
            self._host = given[0] if isinstance(given[0], str) else given[0].decode("ascii", "replace")
            if _is_away(self._host):
                self._refuse(self._host)
        elif event == "socket.connect" and isinstance(given[1], tuple) and _is_away(given[1][0]):
            self.away = True
            self._connections[self._host or str(given[1][0])] += 1


def _is_away(host):
    if host in (None, "", "localhost"):
        return False
    try:
        return not ipaddress.ip_address(host).is_loopback
    except ValueError:
        return not str(host).endswith(".localhost")
