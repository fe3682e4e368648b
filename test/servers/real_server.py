"""Starts llama.cpp's own HTTP server (inside the xllamacpp package) with the tiny model of tiny_model.py, on a free port of this machine.

Prints one line of JSON {"address": "http://127.0.0.1:PORT"} once the model is loaded, and ends when its standard input closes, that is, with its parent.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from pathlib import Path

import xllamacpp
from tiny_model import CONTEXT, write_tiny_model


def parameters(model: Path, projector: Path) -> xllamacpp.CommonParams:
    params = xllamacpp.CommonParams()
    params.model.path = str(model)
    params.model_alias = {"palimpsest-tiny"}
    params.mmproj.path = str(projector)
    params.mmproj_use_gpu = False
    params.n_gpu_layers = 0
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.n_ctx = CONTEXT
    params.n_parallel = 1
    params.n_batch = params.n_ubatch = 512
    params.cache_ram_mib = 0
    params.n_threads_http = 4
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
    params.fit_params = False
    params.warmup = True
    params.endpoint_props = False
    params.ui = False
    return params


def main() -> None:
    folder = Path(tempfile.mkdtemp(prefix="palimpsest-model-"))
    try:
        # llama.cpp writes on standard output too: keep a way out of our own for the one line, and send the rest to standard error.
        said = os.fdopen(os.dup(1), "w")
        os.dup2(2, 1)
        server = xllamacpp.Server(parameters(*write_tiny_model(folder)))
        print(json.dumps({"address": server.listening_address}), file=said, flush=True)
        sys.stdin.read()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    os._exit(0)


if __name__ == "__main__":
    main()
