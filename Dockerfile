# Two stages: what is locked is installed in the first, the second has neither compilers nor caches.
FROM python:3.13-slim-trixie AS build
RUN pip install --no-cache-dir uv==0.13.9
WORKDIR /app
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PROJECT_ENVIRONMENT=/app/.venv
COPY pyproject.toml uv.lock README.md LICENSE NOTICE ./
RUN uv sync --locked --no-default-groups --no-install-project
COPY syndicator syndicator
COPY workers workers
RUN uv sync --locked --no-default-groups --no-editable

FROM python:3.13-slim-trixie
RUN useradd --system --uid 10001 --user-group --home-dir /var/lib/syndicator --create-home syndicator
WORKDIR /app
COPY --from=build /app/.venv .venv
COPY config config
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    SYNDICATOR_CONFIG_DIR=/app/config SYNDICATOR_DATA_DIR=/var/lib/syndicator \
    SYNDICATOR_HOST=0.0.0.0 SYNDICATOR_PORT=8000 SYNDICATOR_LOG_FORMAT=json
USER 10001:10001
EXPOSE 8000
ENTRYPOINT ["syndicator"]
CMD ["portal"]
