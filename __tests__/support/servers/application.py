"""A model server's routes on a real uvicorn, which says on standard output at which port.

Without arguments, routes come as lines of standard input, `GET,POST /v1/models/{model}`: each answers 200 and says in `x-route`
which one it is. They also answer below /own, as with a root path. `litellm` is LiteLLM's proxy itself: its documented routes are the
first line, as JSON, and `x-route` is the path that it was asked for.
"""

import json
import re
import sys

import uvicorn


def described():
    from starlette.applications import Starlette
    from starlette.responses import PlainTextResponse
    from starlette.routing import Mount, Route

    def route(line):
        methods, path = line.split(" ", 1)

        async def answer(_):
            return PlainTextResponse("ok", headers={"x-route": path})

        pattern = re.sub(r"^\{\w+\}(?=/)", "/{start}", path).replace("/*", "/{rest:path}")
        return Route(pattern, answer, methods=methods.replace("WEBSOCKET", "GET").split(","))

    # What is most specific stands first, as in a server that works.
    lines = sorted(filter(None, sys.stdin.read().split("\n")), key=lambda line: line.count("{") + line.count("*"))
    routes = [route(line) for line in lines]
    return Starlette(routes=[Mount("/own", routes=routes), *routes])


def litellm():
    from litellm.proxy.proxy_server import app

    paths = app.openapi()["paths"].items()
    routes = [{"methods": [method.upper() for method in methods], "path": path} for path, methods in paths]
    print(json.dumps(routes), flush=True)

    async def marked(scope, receive, send):
        begun = False

        async def mark(message):
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                message["headers"] = [*message.get("headers", []), (b"x-route", scope["path"].encode())]
            await send(message)

        try:
            await app(scope, receive, mark)
        except Exception:
            if scope["type"] != "http" or begun:
                raise
            await mark({"type": "http.response.start", "status": 500})
            await send({"type": "http.response.body", "body": b""})

    return marked


class Server(uvicorn.Server):
    async def startup(self, sockets=None):
        await super().startup(sockets)
        print(self.servers[0].sockets[0].getsockname()[1], flush=True)


application = litellm() if sys.argv[1:] == ["litellm"] else described()
Server(uvicorn.Config(application, port=0, log_level="error", access_log=False)).run()
