"""Errors as RFC 9457 problem documents under ``/api``, as a page for people elsewhere."""

from __future__ import annotations

import html
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import structlog
from fastapi import FastAPI, Request
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from pydantic import BaseModel, ConfigDict
from starlette.exceptions import HTTPException
from starlette.routing import compile_path

from processors.errors import ConfigError, PermanentError, TemporaryError

_logger = structlog.get_logger(__name__)


class ProblemDocument(BaseModel):
    """An error (RFC 9457). ``errors`` names each wrong field of a request."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "type": "about:blank",
                "title": "Not Found",
                "status": 404,
                "detail": "no such subscription",
                "instance": "/api/v1/subscriptions/rutte",
            }
        }
    )

    type: str = "about:blank"
    title: str
    status: int
    detail: str = ""
    instance: str = ""
    errors: list[dict[str, Any]] | None = None


class ProblemError(Exception):
    """An answer that is an error. ``retry_after``: seconds, for 429 and 503."""

    def __init__(self, status: int, detail: str, *, errors: Any = None, retry_after: int | None = None) -> None:
        super().__init__(detail)
        self.status, self.detail, self.errors, self.retry_after = status, detail, errors, retry_after


def _title(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Error"


def is_api(request: Request) -> bool:
    """Whether a program asks, and not a person."""
    return request.url.path.startswith("/api/")


def answer(request: Request, problem: ProblemError, headers: dict[str, str] | None = None) -> Response:
    """``problem`` as the one who asks can read it."""
    headers = dict(headers or {})
    if problem.retry_after is not None:
        headers["retry-after"] = str(problem.retry_after)
    if problem.status == HTTPStatus.UNAUTHORIZED:
        headers.setdefault("www-authenticate", "Bearer")
    if is_api(request):
        document = ProblemDocument(
            title=_title(problem.status),
            status=problem.status,
            detail=problem.detail,
            instance=request.url.path,
            errors=problem.errors,
        )
        content = jsonable_encoder(document, exclude_none=True)
        return JSONResponse(content, problem.status, headers, media_type="application/problem+json")
    if problem.status == HTTPStatus.UNAUTHORIZED and request.method == "GET":
        return RedirectResponse(f"/sign-in?next={_quoted(request)}", HTTPStatus.SEE_OTHER)
    return _page(request, problem, headers)


def _quoted(request: Request) -> str:
    query = f"?{request.url.query}" if request.url.query else ""
    return quote(request.url.path + query, safe="")


def _page(request: Request, problem: ProblemError, headers: dict[str, str]) -> Response:
    templates = getattr(request.app.state, "templates", None)
    if templates is None:
        return Response(f"<h1>{html.escape(_title(problem.status))}</h1>", problem.status, headers, "text/html")
    content = {
        "title": _title(problem.status),
        "status": problem.status,
        "detail": problem.detail,
        "who": None,
        "path": "",
    }
    page: Response = templates.TemplateResponse(request, "error.html", content, problem.status, headers)
    return page


def _allowed(request: Request) -> list[str]:
    """Every method of the address (RFC 9110, section 10.2.1); the router names those of its first route alone."""
    asked = request.url.path
    documented = request.app.openapi()["paths"]
    template = asked if asked in documented else next((p for p in documented if compile_path(p)[0].match(asked)), "")
    return sorted(method.upper() for method in documented.get(template, ()))


def install(app: FastAPI) -> None:
    """Let ``app`` answer every error in this way."""

    @app.exception_handler(ProblemError)
    async def _problem(request: Request, error: ProblemError) -> Response:
        return answer(request, error)

    @app.exception_handler(HTTPException)
    async def _http(request: Request, error: HTTPException) -> Response:
        headers = {name.lower(): value for name, value in (error.headers or {}).items()}
        if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED and (allowed := _allowed(request)):
            headers["allow"] = ", ".join(allowed)
        return answer(request, ProblemError(error.status_code, str(error.detail)), headers)

    @app.exception_handler(RequestValidationError)
    async def _invalid(request: Request, error: RequestValidationError) -> Response:
        wrong = [{"at": [str(part) for part in e["loc"]], "what": e["msg"]} for e in error.errors()]
        first = wrong[0] if wrong else {"at": [], "what": ""}
        detail = f"{'.'.join(first['at'])}: {first['what']}"
        return answer(request, ProblemError(422, detail, errors=wrong))

    @app.exception_handler(ConfigError)
    async def _config(request: Request, error: ConfigError) -> Response:
        return answer(request, ProblemError(422, str(error)))

    @app.exception_handler(PermanentError)
    async def _permanent(request: Request, error: PermanentError) -> Response:
        return answer(request, ProblemError(400, str(error)))

    @app.exception_handler(TemporaryError)
    async def _temporary(request: Request, error: TemporaryError) -> Response:
        return answer(request, ProblemError(503, str(error), retry_after=int(error.retry_after or 5)))

    @app.exception_handler(Exception)
    async def _unexpected(request: Request, error: Exception) -> Response:
        _logger.error("request failed", path=request.url.path, exc_info=error)
        return answer(request, ProblemError(500, "something went wrong here; the log has the details"))
