"""The web face: the same verbs in a browser, on one's own machine or on a server."""

from legaat.web._config import WebConfig

__all__ = ["WebConfig", "create_app"]


def create_app(config: WebConfig) -> object:
    """Return the ASGI application; see ``legaat.web._app``."""
    from legaat.web._app import create_app as create

    return create(config)
