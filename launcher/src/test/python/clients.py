"""Asks a running pipeline as other programs do: MLflow, Triton, KServe, Prometheus, a kubelet; directly and by an ingress.

Prints a line for each thing that it tries, and ends with 1 if one of them went otherwise than it should.
"""

import argparse
import asyncio
import base64
import contextlib
import json
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import urllib.parse

os.environ["MLFLOW_HTTP_REQUEST_MAX_RETRIES"] = "0"

import kserve  # noqa: E402
import mlflow.onnx  # noqa: E402
import numpy  # noqa: E402
import requests  # noqa: E402
import tritonclient.http  # noqa: E402
from prometheus_client.openmetrics.parser import text_string_to_metric_families as open_metrics  # noqa: E402
from prometheus_client.parser import text_string_to_metric_families as plain_metrics  # noqa: E402

from ingress import Ingress  # noqa: E402

PUBLIC_NAME = "models.example.com"
POD = "10.42.0.7:8080"
OUTPUTS = ["logits", "probabilities", "class"]
failures = []


@contextlib.contextmanager
def trying(what):
    try:
        yield
        print(f"good   {what}", flush=True)
    except Exception as error:  # every client has its own
        failures.append(what)
        print(f"WRONG  {what}: {type(error).__name__}: {error}", flush=True)


def need(condition, found):
    if not condition:
        raise AssertionError(found)


class Refused:
    """Expects the client to raise an exception with these words."""

    def __init__(self, *words):
        self.words = words

    def __enter__(self):
        return self

    def __exit__(self, kind, error, _):
        need(error is not None, "it was served")
        said = f"{error} {getattr(error, 'status', str)()}"
        need(isinstance(error, Exception) and all(word in said for word in self.words), said)
        return True


def resolve_public_name():
    """Lets the public name lead to this machine, as a name server would: MLflow downloads from there."""
    real = socket.getaddrinfo
    socket.getaddrinfo = lambda host, *rest, **more: real(
        "127.0.0.1" if host in (PUBLIC_NAME, PUBLIC_NAME.encode()) else host, *rest, **more
    )


def bearer(token):
    return {"Authorization": f"Bearer {token}"} if token else {}


class Pipeline:
    """Where a pipeline is asked, and with what."""

    def __init__(self, given, where, registry, labeler):
        self.where = where
        self.registry = registry
        self.labeler = labeler
        self.model = given.model
        self.reader = given.reader
        self.writer = given.writer

    def trying(self, what):
        return trying(f"{self.where}: {what}")


def mlflow_as(token):
    os.environ.pop("MLFLOW_TRACKING_TOKEN", None)
    if token:
        os.environ["MLFLOW_TRACKING_TOKEN"] = token


def mlflow_refusals(pipeline, client):
    mlflow_as(None)
    with pipeline.trying("MLflow may not read without a token"), Refused("needs a token"):
        client.search_registered_models()
    with pipeline.trying("MLflow may not write without a token"), Refused("needs a token"):
        client.create_registered_model("nobody")
    mlflow_as(pipeline.reader)
    with pipeline.trying("MLflow may not write with a reader's token"), Refused("PERMISSION_DENIED"):
        client.create_registered_model("nobody")
    with pipeline.trying("MLflow may not move the teacher with a reader's token"), Refused("PERMISSION_DENIED"):
        client.set_registered_model_alias(pipeline.model, "teacher", "1")


def mlflow_writes(pipeline, client, name):
    mlflow_as(pipeline.writer)
    with pipeline.trying("MLflow creates, describes and tags a model"):
        client.create_registered_model(name, tags={"team": "vision"}, description="petals")
        client.set_registered_model_tag(name, "a", "1")
        client.delete_registered_model_tag(name, "team")
        client.update_registered_model(name, description="leaves")
    with pipeline.trying("MLflow creates, describes and tags a version"):
        source = f"models:/{pipeline.model}@teacher"
        made = client.create_model_version(name, source, run_id="r-7", run_link="http://l/7", tags={"stage": "canary"})
        need((made.version, made.run_id, made.run_link) == ("1", "r-7", "http://l/7"), made)
        client.set_model_version_tag(name, "1", "b", "2")
        client.delete_model_version_tag(name, "1", "stage")
        client.update_model_version(name, "1", description="second")
    with pipeline.trying("MLflow registers the same file again, as another version"):
        need(client.create_model_version(name, f"models:/{name}/1").version == "2", "no new version")
        need(client.get_model_version(name, "1").description == "second", "the first was overwritten")
    with pipeline.trying("MLflow sets and deletes aliases"):
        client.set_registered_model_alias(name, "champion", "1")
        client.set_registered_model_alias(name, "Canary", "2")
        client.delete_registered_model_alias(name, "Canary")
        client.delete_registered_model_alias(name, "Canary")
        with Refused("INVALID_PARAMETER_VALUE", "not found"):
            client.get_model_version_by_alias(name, "Canary")
        for alias in ["latest", "v1"]:
            with Refused("INVALID_PARAMETER_VALUE", "reserved"):
                client.set_registered_model_alias(name, alias, "1")
    with pipeline.trying("MLflow names a model with capitals and blanks"):
        given = f"My Clients {os.getpid()} {pipeline.where}"
        need(client.create_registered_model(given).name == given, "another name")
        need(client.get_registered_model(given).name == given, "another name")
    if pipeline.writer:
        with pipeline.trying("MLflow may not move the teacher with a writer's token"), Refused("PERMISSION_DENIED"):
            client.set_registered_model_alias(pipeline.model, "teacher", "1")
    for what, call in {
        "delete a model": lambda: client.delete_registered_model(name),
        "delete a version": lambda: client.delete_model_version(name, "1"),
        "rename a model": lambda: client.rename_registered_model(name, "other"),
        "delete the teacher": lambda: client.delete_registered_model_alias(pipeline.model, "teacher"),
    }.items():
        with pipeline.trying(f"MLflow may not {what}"), Refused("FEATURE_DISABLED"):
            call()
    with pipeline.trying("MLflow is told that there are no runs here"), Refused("ENDPOINT_NOT_FOUND"):
        client.create_run("0")


def mlflow_reads(pipeline, client, name):
    mlflow_as(pipeline.reader)
    with pipeline.trying("MLflow reads models, versions, tags and aliases"):
        model = client.get_registered_model(name)
        need((model.description, model.tags, model.aliases) == ("leaves", {"a": "1"}, {"champion": "1"}), model)
        version = client.get_model_version_by_alias(name, "champion")
        need((version.version, version.description, version.tags) == ("1", "second", {"b": "2"}), version)
        need(client.get_model_version(name, "1").source == version.source, version)
    with pipeline.trying("MLflow searches in order"):
        versions = client.search_model_versions(f"name='{name}' and tags.b = '2'", order_by=["version_number DESC"])
        need([str(each.version) for each in versions] == ["1"], versions)
        need(pipeline.model in [each.name for each in client.search_registered_models()], "the pipeline's model")
        for text in ["run_id IN ('r-7')", "attribute.run_id = 'r-7'", "run_id = 'r-7' and tags.none != 'x'"]:
            found = client.search_model_versions(f"{text} and name = '{name}'")
            need([str(each.version) for each in found] == ["1"], f"{text}: {found}")
        models = client.search_registered_models(f"name LIKE '{name}%'", max_results=5, order_by=["name DESC"])
        need([each.name for each in models] == [name], models)
    with pipeline.trying("MLflow downloads a version"), tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(mlflow.artifacts.download_artifacts(f"models:/{name}@champion", dst_path=folder))
        address = f"{pipeline.registry}/api/v1/models/{pipeline.model}/versions/1/artifact"
        artifact = requests.get(address, headers=bearer(pipeline.reader), timeout=30).content
        need((path / "model.onnx").read_bytes() == artifact, "it is another file")


def mlflow_loads(pipeline, pixels):
    mlflow_as(pipeline.reader)
    uri = f"models:/{pipeline.model}@teacher"
    with pipeline.trying("MLflow loads the teacher as ONNX"):
        need([each.name for each in mlflow.onnx.load_model(uri).graph.input] == ["images"], "another graph")
    with pipeline.trying("MLflow reads the signature"):
        signature = mlflow.models.get_model_info(uri).signature
        need(signature.inputs.input_names() == ["images"], signature)
    with pipeline.trying("MLflow's generic model classifies"):
        found = mlflow.pyfunc.load_model(uri).predict({"images": pixels})
        need(len(found["probabilities"]) == len(pixels), found)


def ask_mlflow(pipeline, pixels):
    name = f"clients-{os.getpid()}-{pipeline.where}"
    mlflow.set_tracking_uri(pipeline.registry)
    mlflow.set_registry_uri(pipeline.registry)
    client = mlflow.MlflowClient(tracking_uri=pipeline.registry, registry_uri=pipeline.registry)
    if pipeline.reader:
        mlflow_refusals(pipeline, client)
    mlflow_writes(pipeline, client, name)
    mlflow_reads(pipeline, client, name)
    mlflow_loads(pipeline, pixels)


def triton_input(values, datatype, binary):
    given = tritonclient.http.InferInput("images", list(values.shape), datatype)
    return given.set_data_from_numpy(values, binary_data=binary)


def triton_defaults(pipeline, client, headers, pixels, files):
    """With binary tensors both ways, which the client sends and wants unless its user says otherwise."""

    def infer(values, datatype, **more):
        given = [triton_input(values, datatype, True)]
        return client.infer(pipeline.model, given, headers=dict(headers), **more)

    with pipeline.trying("Triton's client classifies pixels and files as binary data"):
        answer = infer(pixels, "UINT8")
        need(answer.as_numpy("probabilities").shape[0] == len(pixels), answer.get_response())
        need("data" not in answer.get_response()["outputs"][0], answer.get_response())
        for texts in [files, [base64.b64encode(file) for file in files]]:
            need(len(infer(numpy.array(texts, dtype=object), "BYTES").as_numpy("class")) == len(files), "files")
    with pipeline.trying("Triton's client compresses requests, and asks for compressed answers"):
        for algorithm in ["gzip", "deflate"]:
            need(len(infer(pixels, "UINT8", request_compression_algorithm=algorithm).as_numpy("class")) == 3, algorithm)
            need(len(infer(pixels, "UINT8", response_compression_algorithm=algorithm).as_numpy("class")) == 3, algorithm)
    with pipeline.trying("Triton's client asks for the best classes"):
        best = tritonclient.http.InferRequestedOutput("probabilities", class_count=2)
        named = infer(pixels, "UINT8", outputs=[best]).as_numpy("probabilities")
        need(named.shape == (len(pixels), 2) and len(named[0][0].split(b":")) == 3, named)
    with pipeline.trying("Triton's client reads configuration and statistics"):
        need(client.get_model_config(pipeline.model, headers=headers)["max_batch_size"] > 0, "no batch")
        found = client.get_inference_statistics(pipeline.model, headers=headers)["model_stats"][0]
        need(found["inference_count"] > 0, found)
    with pipeline.trying("Triton's client is told what is wrong"):
        for values, datatype, words in [
            (pixels.astype(numpy.float32), "FP32", "datatype is FP32"),
            (pixels[:, :, :, 0], "UINT8", "this model takes"),
            (numpy.zeros((1000, *pixels.shape[1:]), numpy.uint8), "UINT8", "TOO_LARGE"),
        ]:
            with Refused(words):
                infer(values, datatype)


def ask_triton(pipeline, pixels, files):
    headers = bearer(pipeline.reader)
    client = tritonclient.http.InferenceServerClient(urllib.parse.urlsplit(pipeline.labeler).netloc)
    json_outputs = [tritonclient.http.InferRequestedOutput(name, binary_data=False) for name in OUTPUTS]
    pixels_as_json = triton_input(pixels, "UINT8", False)
    with pipeline.trying("Triton's client asks for health, with and without a token"):
        need(client.is_server_live() and client.is_server_ready(), "no token")
        need(client.is_server_live(headers=headers) and client.is_server_ready(headers=headers), "token")
    with pipeline.trying("Triton's client asks for readiness and metadata"):
        need(client.is_model_ready(pipeline.model, headers=headers), "not ready")
        need(client.is_model_ready(pipeline.model, "1", headers=headers), "version 1 is not ready")
        need(client.get_server_metadata(headers=headers)["name"] == "noisy-student-labeler", "another server")
        metadata = client.get_model_metadata(pipeline.model, headers=headers)
        need([each["name"] for each in metadata["outputs"]] == OUTPUTS, metadata)
    with pipeline.trying("Triton's client classifies pixels as JSON, by the teacher and by version 1"):
        for version in ["", "1"]:
            answer = client.infer(
                pipeline.model, [pixels_as_json], version, json_outputs, request_id="7", headers=dict(headers)
            )
            need(len(answer.as_numpy("class")) == len(pixels) and answer.get_response()["id"] == "7", answer.get_response())
        answer = client.infer(pipeline.model, [pixels_as_json], headers=dict(headers))
        need(len(answer.as_numpy("probabilities")) == len(pixels), answer.get_response())
    with pipeline.trying("Triton's client classifies files as JSON"):
        texts = numpy.array([base64.b64encode(file) for file in files], dtype=object)
        answer = client.infer(pipeline.model, [triton_input(texts, "BYTES", False)], headers=dict(headers))
        need(len(answer.as_numpy("class")) == len(files), answer.get_response())
    triton_defaults(pipeline, client, headers, pixels, files)
    if pipeline.reader:
        with pipeline.trying("Triton's client may not classify without a token"), Refused("401", "UNAUTHENTICATED"):
            client.infer(pipeline.model, [pixels_as_json])
        with pipeline.trying("Triton's client may not read metadata without a token"), Refused("401"):
            client.get_server_metadata()
    client.close()


async def ask_kserve(pipeline, pixels, files):
    headers = bearer(pipeline.reader)
    base, model = pipeline.labeler, pipeline.model
    images = kserve.InferInput("images", list(pixels.shape), "UINT8", data=pixels.flatten().tolist())
    async with kserve.InferenceRESTClient(kserve.RESTConfig(protocol="v2", retries=0)) as client:
        with pipeline.trying("KServe's client asks for health, with and without a token"):
            need(await client.is_server_live(base) and await client.is_server_ready(base), "no token")
            need(await client.is_server_live(base, headers) and await client.is_server_ready(base, headers), "token")
        with pipeline.trying("KServe's client asks for readiness"):
            need(await client.is_model_ready(base, model, headers), "not ready")
        with pipeline.trying("KServe's client classifies pixels as JSON"):
            answer = await client.infer(base, kserve.InferRequest(model, [images]), model, dict(headers))
            need([each.name for each in answer.outputs] == OUTPUTS, answer)
        with pipeline.trying("KServe's client classifies binary pixels and files, and takes binary outputs"):
            for values, datatype in [(pixels, "UINT8"), (numpy.array(files, dtype=object), "BYTES")]:
                given = kserve.InferInput("images", list(values.shape), datatype)
                given.set_data_from_numpy(values, binary_data=True)
                for parameters in [None, {"binary_data_output": True}]:
                    request = kserve.InferRequest(model, [given], parameters=parameters)
                    answer = await client.infer(base, request, model, dict(headers))
                    need(len(answer.outputs[2].as_numpy()) == len(values), answer)
        if pipeline.reader:
            with pipeline.trying("KServe's client may not classify without a token"), Refused("401", "UNAUTHENTICATED"):
                await client.infer(base, kserve.InferRequest(model, [images]), model)


def ask_prometheus(service, url):
    """With the headers that Prometheus sends to the address of a pod."""
    open_format = "application/openmetrics-text;version=1.0.0;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4"
    plain_format = "text/plain;version=1.0.0;q=0.3,text/plain;version=0.0.4;q=0.2,*/*;q=0.1"
    with trying(f"{service}: Prometheus scrapes its metrics"):
        headers = {"Host": POD, "User-Agent": "Prometheus/3.5.0", "Accept": f"{open_format},{plain_format}"}
        answer = requests.get(f"{url}/q/metrics", headers=headers, timeout=30)
        need(answer.status_code == 200, answer.text)
        is_open = answer.headers["content-type"].startswith("application/openmetrics-text")
        families = (open_metrics if is_open else plain_metrics)(answer.text)
        need("jvm_memory_used_bytes" in [family.name for family in families], answer.text)


def ask_kubelet(service, url):
    paths = ["/q/health/live", "/q/health/ready", "/q/health/started"]
    for path in paths + (["/v2/health/live", "/v2/health/ready"] if service == "labeler" else []):
        with trying(f"{service}: a kubelet probes {path}"):
            headers = {"Host": POD, "User-Agent": "kube-probe/1.34", "Accept": "*/*", "Connection": "close"}
            answer = requests.get(url + path, headers=headers, timeout=30)
            need(answer.status_code == 200, f"{answer.status_code} {answer.text}")


def ask_behind_a_proxy(registry, model):
    """As a proxy on this machine asks, which the pipeline trusts."""
    headers = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": PUBLIC_NAME, "X-Forwarded-Prefix": "/models"}
    query = {"name": model, "version": "1"}
    with trying("registry: addresses are those that a trusted proxy names"):
        address = f"{registry}/api/2.0/mlflow/model-versions/get-download-uri"
        answer = requests.get(address, params=query, headers=headers, timeout=30).json()
        need(answer["artifact_uri"].startswith(f"https://{PUBLIC_NAME}/models/api/2.0/"), answer)


def ask_as_described(service, url, token):
    """Sends what the description of the interface allows, and what it does not; docs/clients.md says what is left out."""
    line = [str(pathlib.Path(sys.executable).parent / "schemathesis"), "run", f"{url}/q/openapi?format=json"]
    line += ["--url", url, "--checks", "all", "--exclude-checks", "positive_data_acceptance"]
    line += ["--phases", "examples,coverage,fuzzing", "--max-examples", "10", "--seed", "1", "--no-color"]
    line += ["--continue-on-failure", "--generation-database", ":memory:", "--header", "X-Noisy-Student-Client: 1"]
    line += ["--header", f"Authorization: Bearer {token}"] if token else []
    # A stream of events ends when its client goes.
    line += ["--exclude-path", "/api/v1/generations/stream"]
    with trying(f"{service}: schemathesis finds nothing"):
        found = subprocess.run(line, capture_output=True, text=True, timeout=300, check=False)
        need(found.returncode == 0, found.stdout[-8000:] + found.stderr[-2000:])


def ask_names(registry, reader):
    """While no tokens are on, only local and configured names are served; with a token, any name is."""
    for name, status in [("localhost", 200), (PUBLIC_NAME, 200), ("evil.example.net", 200 if reader else 421)]:
        with trying(f"registry: a request to {name} gets {status}"):
            answer = requests.get(f"{registry}/api/v1/models", headers={"Host": name, **bearer(reader)}, timeout=30)
            need(answer.status_code == status, f"{answer.status_code} {answer.text}")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--addresses", required=True, help="the file in which a pipeline's home has its addresses")
    parser.add_argument("--image", required=True, help="a PNG file of the pipeline's size, gray")
    parser.add_argument("--model", required=True, help="name of the pipeline; its teacher is version 1")
    parser.add_argument("--reader", help="a token that may read")
    parser.add_argument("--writer", help="a token that may write")
    parser.add_argument("--described", action="store_true", help="also compare the interfaces with their descriptions")
    return parser.parse_args()


def main():
    given = arguments()
    resolve_public_name()
    addresses = json.loads(pathlib.Path(given.addresses).read_text(encoding="utf-8"))
    file = pathlib.Path(given.image).read_bytes()
    width, height = (int.from_bytes(file[at : at + 4], "big") for at in (16, 20))
    pixels = numpy.arange(3 * height * width, dtype=numpy.uint8).reshape(3, height, width, 1)
    with Ingress(addresses["registry"], PUBLIC_NAME) as registry, Ingress(addresses["labeler"], PUBLIC_NAME) as labeler:
        for pipeline in [
            Pipeline(given, "direct", addresses["registry"], addresses["labeler"]),
            Pipeline(given, "ingress", registry, labeler),
        ]:
            ask_mlflow(pipeline, pixels)
            ask_triton(pipeline, pixels, [file, file])
            asyncio.run(ask_kserve(pipeline, pixels, [file, file]))
    for service in ["registry", "teacher", "labeler"]:
        ask_prometheus(service, addresses[service])
        ask_kubelet(service, addresses[service])
    ask_names(addresses["registry"], given.reader)
    if given.described:
        ask_behind_a_proxy(addresses["registry"], given.model)
        for service in ["registry", "teacher", "labeler"]:
            ask_as_described(service, addresses[service], given.writer)
    print(f"{len(failures)} went wrong")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
