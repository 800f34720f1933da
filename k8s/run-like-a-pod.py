#!/usr/bin/env python3
"""Runs the smoke Job without a cluster: every service with the environment, the user, the read-only root file system,
the writable volumes and the absent capabilities that the manifests give it, and a network in which only they are.

    ./mvnw -B -Pquick package && k8s/run-like-a-pod.py

Needs Linux, Python 3 with PyYAML, bubblewrap, iproute2, util-linux, kcat and wget. The manifests' Kafka and store are
images that are not ours; instead of them the embedded ones listen under the same names. Not as in a cluster: limits of
memory and CPU are not enforced (memory is compared afterwards), there is no seccomp profile, no kubelet.
"""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / "pods"))

from manifests import Manifests, number  # noqa: E402
from sandbox import Sandbox  # noqa: E402

PROJECT = HERE.parent
# Readable for the users of the pods, wherever the checkout is.
WORK = pathlib.Path(os.environ.get("WORK") or tempfile.mkdtemp(prefix="noisy-student-pods-"))
NAMES = ["kafka", "object-store", "model-registry", "teacher-service", "labeler-service", "student-trainer"]
MIB = 2**20


def isolate():
    """Starts this script again in namespaces of its own: no other process listens there, and none outlives it."""
    if os.environ.get("ISOLATED") != "yes":
        user = [] if os.geteuid() == 0 else ["--user", "--map-current-user", "--keep-caps"]
        os.environ.update(ISOLATED="yes", WORK=str(WORK))
        os.execvp("unshare", ["unshare", *user, "--net", "--pid", "--mount-proc", "--fork", "--kill-child", sys.executable, *sys.argv])
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)


def image(service, java):
    """What the Dockerfile would put into /opt/noisy-student."""
    built = PROJECT / service / "target" / "quarkus-app"
    if not built.is_dir():
        raise SystemExit(f"{built} does not exist; build it with ./mvnw -B -Pquick package")
    target = WORK / "images" / service
    shutil.copytree(built, target)
    environment = {**os.environ, "PATH": f"{java}/bin:{os.environ['PATH']}"}
    subprocess.run([str(HERE / "images" / "prepare.sh"), service, str(target)], check=True, env=environment)
    return target


def broker_and_store(keys, java):
    launcher = PROJECT / "launcher" / "target"
    classes = f"{launcher}/lib/*:{launcher}/launcher-0.1.0-SNAPSHOT.jar"
    process = subprocess.Popen(
        [f"{java}/bin/java", "-Xmx256m", "-cp", classes, str(HERE / "pods" / "BrokerAndStore.java"), str(WORK / "data")],
        env={**os.environ, **keys},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    if not process.stdout.readline().startswith("ready"):
        raise SystemExit("broker and store did not start")
    return process


def get(port, path):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
            return answer.read().decode()
    except (urllib.error.URLError, OSError):
        return None


def await_probe(pod, kind):
    """Waits as long as the probe allows; returns the seconds that it took."""
    probe = pod.container[kind]
    port = pod.container["ports"][0]["containerPort"]
    began = time.monotonic()
    limit = probe["periodSeconds"] * probe["failureThreshold"]
    while get(port, probe["httpGet"]["path"]) is None:
        if pod.process.poll() is not None:
            raise SystemExit(f"{pod.name} ended with {pod.process.returncode}:\n{pod.log.read_text()[-3000:]}")
        if time.monotonic() - began > limit:
            raise SystemExit(f"{pod.name}: {kind} failed for {limit} s:\n{pod.log.read_text()[-3000:]}")
        time.sleep(0.5)
    return time.monotonic() - began


def report(pods):
    good = True
    for pod in pods:
        used, limit = pod.memory(), number(pod.container["resources"]["limits"]["memory"])
        print(f"{pod.name}: memory {used / MIB:.0f} of {limit / MIB:.0f} MiB", end="")
        good = good and used < limit
        for path, taken, size in pod.writable():
            print(f", {path} {taken / MIB:.1f} of {size / MIB:.0f} MiB", end="")
        print()
        metrics = get(pod.container["ports"][0]["containerPort"], "/q/metrics")
        (WORK / f"{pod.name}.metrics").write_text(metrics or "")
    for pod in pods:
        status, seconds = pod.stop()
        print(f"{pod.name}: ended with {status} after {seconds:.1f} s")
        # 143: ended by SIGTERM, as a JVM says it.
        good = good and status in (0, 143)
    return good


def main():
    isolate()
    WORK.chmod(0o755)
    java = os.path.realpath(os.environ.get("JAVA_HOME") or pathlib.Path(shutil.which("java")).resolve().parents[1])
    hosts = WORK / "hosts"
    hosts.write_text("".join(f"127.0.0.1 {name}\n" for name in ["localhost", *NAMES]))
    manifests = Manifests(HERE / "rendered" / "smoke.yaml")
    pods = [
        (Sandbox(name, template, manifests, WORK, hosts, java), image(name, java))
        for name, template in manifests.pods("Deployment", "app.kubernetes.io/component", "service")
    ]
    print("images are prepared", flush=True)
    registry = next(pod for pod, _ in pods if pod.name == "model-registry")
    given = manifests.environment(registry.container, registry.pod_name)
    data = broker_and_store({key: given[f"NOISYSTUDENT_STORE_{key}"] for key in ["ACCESS_KEY", "SECRET_KEY"]}, java)
    pods = [pod.start(folder, ["./start.sh"]) for pod, folder in pods]
    for pod in pods:
        print(f"{pod.name}: started after {await_probe(pod, 'startupProbe'):.0f} s more", flush=True)
        await_probe(pod, "livenessProbe")
        subprocess.run([str(WORK / "images" / pod.name / "healthy.sh")], check=True)
    [(name, template)] = manifests.pods("Job", "app.kubernetes.io/name", "smoke")
    job = Sandbox(name, template, manifests, WORK, hosts, java)
    job.start(None, job.container["command"])
    status = job.process.wait()
    print(job.log.read_text().strip())
    good = report(pods) and status == 0
    data.terminate()
    data.wait()
    if good:
        subprocess.run(["chmod", "-R", "u+w", str(WORK)], check=True)
        shutil.rmtree(WORK)
    print("like a pod: good" if good else f"like a pod: failed, see {WORK}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
