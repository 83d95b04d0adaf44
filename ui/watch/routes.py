"""`/metrics`, for the program that watches the server: on the page's own address for an administrator's token, or on a port of this machine."""

import logging

from fastapi import APIRouter
from fastapi.responses import Response
from prometheus_client import start_http_server

from ui.settings import Settings
from ui.watch.metrics import MEDIA, Metrics

logger = logging.getLogger(__name__)


def metrics_router(metrics: Metrics) -> APIRouter:
    router = APIRouter()

    @router.get("/metrics")
    def show() -> Response:
        return Response(metrics.text(), media_type=MEDIA, headers={"Cache-Control": "no-store"})

    return router


def serve_metrics(metrics: Metrics, settings: Settings) -> None:
    """Answer on the port of the settings too, without login, to programs of this machine alone."""
    if not settings.metrics_port:
        return
    try:
        start_http_server(settings.metrics_port, addr="127.0.0.1", registry=metrics.registry)
    except OSError:
        logger.exception("the port of the metrics cannot be used")
