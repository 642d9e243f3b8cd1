# syntax=docker/dockerfile:1
# Two stages: the first installs what requirements.lock pins by hash, the last only holds it. No compiler in either:
# everything comes as wheels. Build: docker build -t onrecord .
ARG BASE=python:3.11-slim-bookworm

FROM ${BASE} AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
RUN python -m venv /opt/onrecord
COPY requirements.lock /src/
RUN /opt/onrecord/bin/pip install --quiet --require-hashes --only-binary :all: -r /src/requirements.lock
COPY . /src
RUN /opt/onrecord/bin/pip install --quiet --no-deps /src \
 && /opt/onrecord/bin/pip uninstall --quiet --yes pip setuptools \
 && /opt/onrecord/bin/python -m compileall -q /opt/onrecord/lib/python3*/site-packages/onrecord \
 && /opt/onrecord/bin/onrecord --help >/dev/null

FROM ${BASE}
LABEL org.opencontainers.image.title="onrecord" \
      org.opencontainers.image.description="Tells a newsroom the moment a public figure says something new" \
      org.opencontainers.image.licenses="Apache-2.0"
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /var/lib/onrecord --shell /usr/sbin/nologin onrecord \
 && install -d -o onrecord -g onrecord -m 750 /var/lib/onrecord
COPY --from=build /opt/onrecord /opt/onrecord
COPY --chmod=644 config/*.yaml /etc/onrecord/
ENV PATH=/opt/onrecord/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    ONRECORD_CONFIG_DIR=/etc/onrecord \
    ONRECORD_DATA_DIR=/var/lib/onrecord \
    ONRECORD_HTTP_HOST=0.0.0.0 \
    ONRECORD_HEALTH_HOST=0.0.0.0
USER 10001:10001
WORKDIR /var/lib/onrecord
VOLUME /var/lib/onrecord
# 8700: API and console (run, serve). 8081: /livez, /readyz and /metrics of fetch, work and deliver.
EXPOSE 8700 8081
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 CMD ["python", "-m", "onrecord.health"]
ENTRYPOINT ["onrecord"]
CMD ["run"]
