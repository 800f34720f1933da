#!/usr/bin/env python3
"""Packs what `bench gpu` needs on a bare Linux machine (x86-64) with a card, into parts that are small enough to carry.

    python3 bench/gpu/pack.py DIR [--capability 90] [--wheel FILE] [--jni FILE] [--libtorch FILE] [--cuda FILE]
        [--megabytes 48] [--checkout DIR] [--only base,trainer,labeler]

From the root of a built checkout (./mvnw -B -Pquick package). DIR gets base.00, base.01 and so on (a Java runtime, the
jars of bench, ONNX Runtime's natives for CUDA 13), trainer.00 and so on (libtorch for CUDA 13, and what decodes images),
and labeler.00 and so on (the packaged labeler and what a broker needs, for `run labeler`). There:

    cat base.* | tar xJ && cat trainer.* | tar xJ && bench-gpu/run gpu
    cat labeler.* | tar xJ && bench-gpu/run labeler --device cuda

CUDA and cuDNN are not packed: run looks for them in that machine's Python packages. libtorch is packed, although
PyTorch's package has one too: the Java binding is compiled against libtorch 2.10.0 and calls C++ functions of it, which
another version does not have as they were; the machine that was seen has PyTorch 2.11.0.

ONNX Runtime is of the version that the project uses. Its natives for CUDA 13 are in the package onnxruntime-gpu of
PyPI (what Maven has needs CUDA 12), the Java binding's library that knows CUDA is in Maven's onnxruntime_gpu; --wheel
and --jni name these files when they are there already. --libtorch and --cuda do so for the natives of Maven's
org.bytedeco:pytorch (classifier linux-x86_64-gpu, 458 MB) and org.bytedeco:cuda (linux-x86_64). With --capability the
machine code for other cards is blanked in the libraries, which are then smaller by far; what runs on the card stays byte
for byte.
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
# What training loads, by the name of the jar; on a card oneDNN is not among it.
TRAINER_NATIVES = {
    "pytorch": re.compile(r"\.so[.\d]*$"),
    "cuda": re.compile(r"libjni(cudart|cublas|cudnn|cusparse|cusolver|curand|cufft|nvrtc|nccl|cupti)\.so$"),
    "javacpp": re.compile(r"\.so$"),
    # Of the three forms of the binding those that libtorch and OpenCV load.
    "openblas": re.compile(r"/lib(jniopenblas|jniopenblas_nolapack|openblas|gfortran|quadmath|gcc_s)\.so[.\d]*$"),
    "opencv": re.compile(r"/lib(jni)?opencv_(core|imgproc|imgcodecs)\.so[.\d]*$"),
}
NEEDED = re.compile(r"\(NEEDED\).*\[(.+)\]")
# A link to libopenblas.so.0, which JavaCPP makes where it unpacks.
LINKS = {"libopenblas_nolapack.so.0"}
# Of every Linux, and of the driver.
SYSTEM = re.compile(r"^(ld-linux.*|lib(c|m|dl|rt|pthread|stdc\+\+|gcc_s|util|cuda)\.so\..*)$")
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


def trainer(jars, target, capability):
    """Puts the natives of training into one jar, and the names of the libraries that they need besides into a file."""
    lib = os.path.join(target, "bench/target/lib")
    os.makedirs(lib)
    needed, packed = set(), set(LINKS)
    with zipfile.ZipFile(os.path.join(lib, "trainer-natives.jar"), "w", zipfile.ZIP_STORED) as natives:
        for name, jar in jars.items():
            with zipfile.ZipFile(jar) as source:
                for entry in source.infolist():
                    if not TRAINER_NATIVES[name].search(entry.filename):
                        continue
                    library = source.read(entry)
                    needed |= needs(library)
                    packed.add(os.path.basename(entry.filename))
                    if capability and FATBIN in library:
                        library, blanked = blank(library, capability)
                        print(f"blanked {blanked >> 20} of {len(library) >> 20} MiB of {entry.filename}")
                    natives.writestr(entry.filename, library)
    missing = sorted(name for name in needed - packed if not SYSTEM.match(name))
    write(os.path.join(target, "trainer.needed"), "".join(name + "\n" for name in missing).encode())
    return missing


def needs(library):
    """The libraries that a library is linked with."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(library)
        file.flush()
        answer = subprocess.run(["readelf", "-dW", file.name], check=True, capture_output=True, text=True)
    return set(NEEDED.findall(answer.stdout))


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


def fetch_jar(artifact, work, checkout):
    """Downloads group:name:version or group:name:version:jar:classifier."""
    subprocess.run(
        ["./mvnw", "-B", "-q", "dependency:copy", "-DoutputDirectory=" + os.path.abspath(work)]
        + ["-Dartifact=" + artifact, "-N"],
        check=True,
        cwd=checkout,
    )
    _, name, version, *rest = artifact.split(":")
    return os.path.join(work, "-".join([name, version] + rest[1:]) + ".jar")


def trainer_jars(jars, options, work):
    """The natives of training: libtorch's and CUDA's are not those of bench, whose build is for processors."""
    found = {}
    for name in ("javacpp", "openblas", "opencv"):
        (found[name],) = [jar for jar in jars if re.search(rf"/{name}-[^/]*-linux-x86_64\.jar$", jar)]
    (binding,) = [jar for jar in jars if re.search(r"/pytorch-[\d.-]+\.jar$", jar)]
    libtorch = re.search(r"pytorch-(.+)\.jar", binding).group(1)
    with open(os.path.join(options.checkout, "pom.xml"), encoding="utf-8") as pom:
        cuda = re.search(r"<cuda\.version>(.+)</cuda\.version>", pom.read()).group(1)
    group = "org.bytedeco:"
    found["pytorch"] = options.libtorch or fetch_jar(
        f"{group}pytorch:{libtorch}:jar:linux-x86_64-gpu", work, options.checkout
    )
    found["cuda"] = options.cuda or fetch_jar(f"{group}cuda:{cuda}:jar:linux-x86_64", work, options.checkout)
    return found, fetch_jar(f"{group}cuda:{cuda}", work, options.checkout)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("directory")
    parser.add_argument("--capability", type=int, help="of the card: 90 for an H100; default: carry the code for all")
    parser.add_argument("--wheel", help="onnxruntime_gpu-*.whl; default: downloaded")
    parser.add_argument("--jni", help="Maven's onnxruntime_gpu-*.jar; default: downloaded")
    parser.add_argument("--libtorch", help="Maven's pytorch-*-linux-x86_64-gpu.jar; default: downloaded")
    parser.add_argument("--cuda", help="Maven's cuda-*-linux-x86_64.jar; default: downloaded")
    parser.add_argument("--megabytes", type=int, default=48, help="of a part at most; default %(default)s")
    parser.add_argument("--checkout", default=".", help="built checkout; default: the current directory")
    parser.add_argument("--only", default="base,trainer,labeler", help="which parts; default %(default)s")
    options = parser.parse_args()
    os.makedirs(options.directory, exist_ok=True)
    packers = {"base": pack_base, "trainer": pack_trainer, "labeler": pack_labeler}
    for part in options.only.split(","):
        with tempfile.TemporaryDirectory() as work:
            packers[part](options, work, os.path.join(work, part, "bench-gpu"))


def jars_of(options):
    return sorted(glob.glob(os.path.join(options.checkout, "bench/target/lib/*.jar")))


def in_lib(root, jar):
    return os.path.join(root, "bench/target/lib", os.path.basename(jar))


def pack_base(options, work, root):
    jars = jars_of(options)
    for jar in jars:
        if not PLATFORM_JAR.search(jar) and not LABELER_JARS.search(jar) and "object-store" not in jar:
            copy_jar(jar, in_lib(root, jar))
    for jar in glob.glob(os.path.join(options.checkout, "bench/target/bench-*.jar")):
        copy_jar(jar, os.path.join(root, "bench/target/bench.jar"))
    version = version_of(jars)
    gpu = "com.microsoft.onnxruntime:onnxruntime_gpu:" + version
    onnxruntime(
        version,
        options.wheel or fetch(version, work),
        options.jni or fetch_jar(gpu, work, options.checkout),
        options.capability,
        os.path.join(root, "onnxruntime"),
    )
    shutil.copy(os.path.join(os.path.dirname(os.path.abspath(__file__)), "run"), root)
    subprocess.run(
        ["jlink", "--add-modules", MODULES, "--strip-debug", "--no-header-files", "--no-man-pages"]
        + ["--output", os.path.join(root, "jre")],
        check=True,
    )
    parts(options.directory, root, "base", options.megabytes, level=6)


def pack_trainer(options, work, root):
    natives, binding = trainer_jars(jars_of(options), options, work)
    print("of that machine:", " ".join(trainer(natives, root, options.capability)))
    shutil.copy(binding, os.path.join(root, "bench/target/lib"))
    parts(options.directory, root, "trainer", options.megabytes, level=6)


def pack_labeler(options, _, root):
    for jar in jars_of(options):
        if LABELER_JARS.search(jar):
            copy_jar(jar, in_lib(root, jar))
    copy_services(options.checkout, root)
    # Jars are compressed already.
    parts(options.directory, root, "labeler", options.megabytes, level=1)


if __name__ == "__main__":
    main()
