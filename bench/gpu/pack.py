#!/usr/bin/env python3
"""Packs what `bench gpu` needs on a bare Linux machine (x86-64) with a card, into parts that are small enough to carry.

    python3 bench/gpu/pack.py DIR [--capability 90] [--wheel FILE] [--jni FILE] [--megabytes 48] [--checkout DIR]

From the root of a built checkout (./mvnw -B -Pquick package). DIR gets base.00, base.01 and so on (a Java runtime, the
jars of bench, ONNX Runtime's natives for CUDA 13), and labeler.00 and so on (the packaged labeler and what a broker
needs, for `run labeler`). There:

    cat base.* | tar xJ && bench-gpu/run gpu
    cat labeler.* | tar xJ && bench-gpu/run labeler --device cuda

CUDA and cuDNN are not packed: run looks for them in that machine's Python packages.

ONNX Runtime is of the version that the project uses. Its natives for CUDA 13 are in the package onnxruntime-gpu of
PyPI (what Maven has needs CUDA 12), the Java binding's library that knows CUDA is in Maven's onnxruntime_gpu; --wheel
and --jni name these files when they are there already. With --capability the machine code for other cards is blanked
in the provider's library, which is then smaller by far; what runs on the card stays byte for byte.
"""

import argparse
import glob
import hashlib
import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import zipfile

FATBIN = struct.pack("<I", 0xBA55ED50)
MODULES = (
    "java.se,jdk.crypto.ec,jdk.httpserver,jdk.jcmd,jdk.management,jdk.net,jdk.unsupported,jdk.zipfs"
)
NATIVES = "ai/onnxruntime/native/"
PLATFORM_JAR = re.compile(r"-linux-x86_64\.jar$")
# What decodes images in the labeler.
LABELER_JARS = re.compile(r"(javacpp|openblas|opencv)-.*-linux-x86_64\.jar$|embedded-broker-")


def blank(library, capability):
    """Overwrites the machine code of other compute capabilities with zeros; gives how many bytes."""
    data = bytearray(library)
    blanked = 0
    at = data.find(FATBIN)
    while at >= 0:
        _, header, size = struct.unpack_from("<HHQ", data, at + 4)
        end = at + header + size
        if header != 16 or end > len(data):
            at = data.find(FATBIN, at + 4)
            continue
        entry = at + header
        while entry < end:
            _, _, entry_header, code = struct.unpack_from("<HHIQ", data, entry)
            (architecture,) = struct.unpack_from("<I", data, entry + 28)
            if architecture != capability:
                data[entry + entry_header : entry + entry_header + code] = bytes(code)
                blanked += code
            entry += entry_header + code
        at = data.find(FATBIN, end)
    return bytes(data), blanked


def onnxruntime(version, wheel, jni, capability, target):
    """Puts ONNX Runtime's natives where -Donnxruntime.native.path can name them."""
    os.makedirs(target)
    with zipfile.ZipFile(jni) as jar:
        name = "libonnxruntime4j_jni.so"
        write(os.path.join(target, name), jar.read(NATIVES + "linux-x64/" + name))
    with zipfile.ZipFile(wheel) as files:
        read = lambda name: files.read("onnxruntime/capi/" + name)
        write(os.path.join(target, "libonnxruntime.so"), read("libonnxruntime.so." + version))
        write(
            os.path.join(target, "libonnxruntime_providers_shared.so"),
            read("libonnxruntime_providers_shared.so"),
        )
        provider = read("libonnxruntime_providers_cuda.so")
        if capability:
            provider, blanked = blank(provider, capability)
            print(f"blanked {blanked >> 20} of {len(provider) >> 20} MiB of the CUDA provider")
        write(os.path.join(target, "libonnxruntime_providers_cuda.so"), provider)


def write(path, data):
    with open(path, "wb") as file:
        file.write(data)


def copy_jar(jar, target):
    """A copy of a jar, without ONNX Runtime's natives if it has some: they would not be used."""
    os.makedirs(os.path.dirname(target), exist_ok=True)
    if "onnxruntime" not in os.path.basename(jar):
        shutil.copyfile(jar, target)
        return
    with zipfile.ZipFile(jar) as source, zipfile.ZipFile(
        target, "w", zipfile.ZIP_DEFLATED
    ) as copy:
        for entry in source.infolist():
            if not entry.filename.startswith(NATIVES) or entry.is_dir():
                copy.writestr(entry, source.read(entry))


def copy_services(checkout, root):
    """The packaged labeler; jars that bench has too are links to them, which an archive holds once."""
    known = {digest(jar): jar for jar in glob.glob(os.path.join(root, "bench/target/lib/*.jar"))}
    app = os.path.join(checkout, "labeler-service/target/quarkus-app")
    for directory, _, files in os.walk(app):
        for name in files:
            source = os.path.join(directory, name)
            target = os.path.join(root, os.path.relpath(source, checkout))
            same = known.get(digest(source))
            if same:
                os.makedirs(os.path.dirname(target), exist_ok=True)
                os.link(same, target)
            else:
                copy_jar(source, target)


def digest(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def parts(directory, root, name, megabytes, level):
    """Compresses directory/root into numbered parts; gives their number and size."""
    archive = os.path.join(directory, name + ".tar.xz")
    subprocess.run(
        ["tar", "cf", archive, "-I", f"xz -{level} -T2", "-C", os.path.dirname(root), os.path.basename(root)],
        check=True,
    )
    count = 0
    with open(archive, "rb") as file:
        while chunk := file.read(megabytes * 1_000_000):
            write(os.path.join(directory, f"{name}.{count:02d}"), chunk)
            count += 1
    size = os.path.getsize(archive)
    os.remove(archive)
    print(f"{name}: {size / 1e6:.1f} MB in {count} parts of at most {megabytes} MB")


def version_of(jars):
    (jar,) = [jar for jar in jars if re.match(r"onnxruntime-[\d.]+\.jar", os.path.basename(jar))]
    return re.search(r"-([\d.]+)\.jar", jar).group(1)


def fetch(version, work):
    """Downloads what was not named; from PyPI 250 MB, from Maven 740 MB."""
    subprocess.run(
        [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary=:all:"]
        + ["--python-version", "3.12", "--platform", "manylinux_2_28_x86_64"]
        + ["--platform", "manylinux_2_27_x86_64", "-d", work, "onnxruntime-gpu==" + version],
        check=True,
    )
    return glob.glob(os.path.join(work, "onnxruntime_gpu-*.whl"))[0]


def fetch_jni(version, work, checkout):
    subprocess.run(
        ["./mvnw", "-B", "-q", "dependency:copy", "-DoutputDirectory=" + os.path.abspath(work)]
        + ["-Dartifact=com.microsoft.onnxruntime:onnxruntime_gpu:" + version, "-N"],
        check=True,
        cwd=checkout,
    )
    return os.path.join(work, f"onnxruntime_gpu-{version}.jar")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("directory")
    parser.add_argument("--capability", type=int, help="of the card: 90 for an H100; default: carry the code for all")
    parser.add_argument("--wheel", help="onnxruntime_gpu-*.whl; default: downloaded")
    parser.add_argument("--jni", help="Maven's onnxruntime_gpu-*.jar; default: downloaded")
    parser.add_argument("--megabytes", type=int, default=48, help="of a part at most; default %(default)s")
    parser.add_argument("--checkout", default=".", help="built checkout; default: the current directory")
    parser.add_argument("--without-labeler", action="store_true", help="pack no labeler.*")
    options = parser.parse_args()
    jars = sorted(glob.glob(os.path.join(options.checkout, "bench/target/lib/*.jar")))
    version = version_of(jars)
    os.makedirs(options.directory, exist_ok=True)
    with tempfile.TemporaryDirectory() as work:
        base = os.path.join(work, "base/bench-gpu")
        labeler = os.path.join(work, "labeler/bench-gpu")
        target = os.path.join(base, "bench/target")
        for jar in jars:
            name = "bench/target/lib/" + os.path.basename(jar)
            if LABELER_JARS.search(jar):
                copy_jar(jar, os.path.join(labeler, name))
            elif not PLATFORM_JAR.search(jar) and "object-store" not in jar:
                copy_jar(jar, os.path.join(base, name))
        for jar in glob.glob(os.path.join(options.checkout, "bench/target/bench-*.jar")):
            copy_jar(jar, os.path.join(target, "bench.jar"))
        onnxruntime(
            version,
            options.wheel or fetch(version, work),
            options.jni or fetch_jni(version, work, options.checkout),
            options.capability,
            os.path.join(base, "onnxruntime"),
        )
        shutil.copy(os.path.join(os.path.dirname(os.path.abspath(__file__)), "run"), base)
        subprocess.run(
            ["jlink", "--add-modules", MODULES, "--strip-debug", "--no-header-files", "--no-man-pages"]
            + ["--output", os.path.join(base, "jre")],
            check=True,
        )
        parts(options.directory, base, "base", options.megabytes, level=6)
        if not options.without_labeler:
            copy_services(options.checkout, labeler)
            # Jars are compressed already.
            parts(options.directory, labeler, "labeler", options.megabytes, level=1)


if __name__ == "__main__":
    main()
