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
    ONRECORD_CONFIG=/etc/onrecord \
    ONRECORD_DATABASE=sqlite:////var/lib/onrecord/onrecord.db \
    ONRECORD_HEALTH=0.0.0.0:8081
USER 10001:10001
WORKDIR /var/lib/onrecord
VOLUME /var/lib/onrecord
# 8080: API and console (run, serve). 8081: /live, /ready and /metrics of every role.
EXPOSE 8080 8081
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 CMD ["python", "-m", "onrecord.health"]
ENTRYPOINT ["onrecord"]
CMD ["run"]
