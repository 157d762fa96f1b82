# Vox in one image: Python environment and models inside, so that it starts with no network.
#   docker build -t vox .
# Two other contexts may be named to spare what was made before:
#   --build-context wheels=DIR   a folder with a compiled llama_cpp_python wheel (scripts/setup wheel)
#   --build-context models=DIR   a folder of fetched models (vox models fetch)

FROM scratch AS wheels
FROM scratch AS models

FROM debian:trixie-slim AS build
RUN --mount=type=cache,target=/var/cache/apt,sharing=locked \
    apt-get update && apt-get install -y --no-install-recommends \
        ca-certificates g++ make python3 python3-dev python3-venv
WORKDIR /src
COPY requirements/appliance.lock requirements/llama.lock requirements/
RUN python3 -m venv /opt/vox
RUN --mount=type=cache,target=/root/.cache/pip \
    /opt/vox/bin/pip install --disable-pip-version-check --require-hashes -r requirements/appliance.lock
# A wheel that may travel: for any x86-64 of the last ten years, not for the machine that builds it.
RUN --mount=type=cache,target=/root/.cache/pip --mount=from=wheels,target=/wheels \
    if ls /wheels/llama_cpp_python-*.whl >/dev/null 2>&1; then \
        /opt/vox/bin/pip install --disable-pip-version-check --no-deps /wheels/llama_cpp_python-*.whl; \
    else \
        flags="-DGGML_NATIVE=OFF -DMTMD_BUILD=OFF -DLLAVA_BUILD=OFF"; \
        [ "$(uname -m)" != x86_64 ] || flags="$flags -DGGML_AVX2=ON -DGGML_FMA=ON -DGGML_F16C=ON -DGGML_BMI2=ON"; \
        CMAKE_ARGS="$flags" CMAKE_BUILD_PARALLEL_LEVEL="$(nproc)" /opt/vox/bin/pip install \
            --disable-pip-version-check --no-deps --require-hashes -r requirements/llama.lock; \
    fi
COPY pyproject.toml README.md LICENSE ./
COPY vox vox
RUN /opt/vox/bin/pip install --disable-pip-version-check --no-deps . \
    && /opt/vox/bin/pip uninstall --yes pip \
    && find /opt/vox -name '__pycache__' -prune -exec rm -rf {} + \
    && find /opt/vox -type d -path '*/site-packages/*' \( -name tests -o -path '*/onnx/backend/test' \) -prune -exec rm -rf {} + \
    && python3 -m compileall -q /opt/vox/lib

FROM build AS fetched
RUN --mount=from=models,target=/given \
    /opt/vox/bin/vox models fetch --folder /models --given /given

FROM debian:trixie-slim
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates libgomp1 python3 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin vox \
    && install -d -o 10001 -g 10001 -m 0700 /data
COPY --from=build /opt/vox /opt/vox
COPY --from=fetched /models /opt/models
ENV PATH=/opt/vox/bin:$PATH VOX_MODELS=/opt/models VOX_DATA=/data HOME=/tmp PYTHONDONTWRITEBYTECODE=1
USER 10001:10001
VOLUME /data
EXPOSE 5060/udp 5060/tcp 8080/tcp 20000-20019/udp
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["vox", "health"]
ENTRYPOINT ["vox"]
CMD ["serve", "/config/vox.yaml"]
