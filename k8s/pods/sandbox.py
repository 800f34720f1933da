"""One container as bubblewrap runs it: user, read-only root, no capabilities, and what is mounted into it."""

import os
import signal
import subprocess
import time

from manifests import number

SYSTEM = ["/usr", *("/etc/" + name for name in ["alternatives", "group", "java-17-openjdk", "ld.so.cache", "nsswitch.conf", "passwd", "ssl"])]
# Where an image has its service and its Java.
IMAGE = "/opt/noisy-student"
JAVA = "/opt/java/openjdk"
LINKS = ["bin", "lib", "lib64", "sbin"]


class Sandbox:
    """A running container of a pod template."""

    def __init__(self, name, template, manifests, folder, hosts, java):
        self.name = name
        self.spec = template["spec"]
        self.container = self.spec["containers"][0]
        self.pod_name = f"{name}-0"
        self.folder = folder / name
        self.folder.mkdir(parents=True, exist_ok=True)
        self.manifests = manifests
        self.hosts = hosts
        self.java = java
        self.log = self.folder / "log"
        self.process = None

    def start(self, image, command):
        """Runs a command in the sandbox; the image's folder, if any, is where images have it."""
        context = self.spec["securityContext"]
        user, group = context["runAsUser"], context["runAsGroup"]
        assert context["runAsNonRoot"] and user > 0, f"{self.name} runs as root"
        assert self.container["securityContext"]["readOnlyRootFilesystem"], f"{self.name} may write anywhere"
        assert self.container["securityContext"]["capabilities"]["drop"] == ["ALL"]
        arguments = ["bwrap", "--die-with-parent", "--new-session", "--unshare-user", "--uid", str(user), "--gid", str(group)]
        arguments += ["--unshare-pid", "--unshare-ipc", "--unshare-uts", "--hostname", self.pod_name, "--cap-drop", "ALL"]
        for path in SYSTEM:
            arguments += ["--ro-bind-try", path, path]
        for link in LINKS:
            arguments += ["--symlink", f"usr/{link}", f"/{link}"]
        arguments += ["--ro-bind", str(self.hosts), "/etc/hosts", "--proc", "/proc", "--dev", "/dev"]
        arguments += ["--ro-bind", self.java, JAVA]
        arguments += self.mounts()
        if image:
            arguments += ["--ro-bind", str(image), IMAGE, "--chdir", IMAGE]
        arguments += ["--remount-ro", "/", "--clearenv"]
        environment = {
            "PATH": f"{JAVA}/bin:/usr/bin:/bin",
            "HOME": "/",
            "HOSTNAME": self.pod_name,
            **self.manifests.environment(self.container, self.pod_name),
        }
        for key, value in environment.items():
            arguments += ["--setenv", key, value]
        if os.geteuid() == 0:
            # So that not even the kernel's number of the user outside is root's.
            arguments = ["setpriv", f"--reuid={user}", f"--regid={group}", "--clear-groups", *arguments]
        self.process = subprocess.Popen(
            [*arguments, "--", *command], stdout=open(self.log, "wb"), stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL
        )
        return self

    def mounts(self):
        arguments = []
        volumes = {volume["name"]: volume for volume in self.spec["volumes"]}
        for mount in self.container["volumeMounts"]:
            volume = volumes[mount["name"]]
            if "configMap" in volume:
                source = self.folder / mount["name"]
                source.mkdir(exist_ok=True)
                for file, content in self.manifests.files(volume["configMap"]["name"]).items():
                    (source / file).write_bytes(content)
                arguments += ["--ro-bind", str(source), mount["mountPath"]]
            else:
                size = int(number(volume["emptyDir"]["sizeLimit"]))
                arguments += ["--size", str(size), "--tmpfs", mount["mountPath"]]
        return arguments

    def inner(self):
        """The pid, seen from here, of the service itself: the last of a chain of only children."""
        pid = self.process.pid
        while True:
            with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as children:
                found = children.read().split()
            if not found:
                return pid
            pid = int(found[0])

    def memory(self):
        """The most memory that it had, in bytes."""
        with open(f"/proc/{self.inner()}/status", encoding="ascii") as status:
            for line in status:
                if line.startswith("VmHWM:"):
                    return int(line.split()[1]) * 1024
        raise SystemExit(f"{self.name} is gone")

    def writable(self):
        """Bytes used of every emptyDir, and its limit."""
        root = f"/proc/{self.inner()}/root"
        volumes = {volume["name"]: volume for volume in self.spec["volumes"]}
        for mount in self.container["volumeMounts"]:
            if "emptyDir" in volumes[mount["name"]]:
                state = os.statvfs(root + mount["mountPath"])
                used = (state.f_blocks - state.f_bfree) * state.f_frsize
                yield mount["mountPath"], used, number(volumes[mount["name"]]["emptyDir"]["sizeLimit"])

    def stop(self):
        """Ends it as a kubelet would; returns exit status and seconds."""
        began = time.monotonic()
        os.kill(self.inner(), signal.SIGTERM)
        try:
            self.process.wait(self.spec.get("terminationGracePeriodSeconds", 30))
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            return "killed", time.monotonic() - began
        return self.process.returncode, time.monotonic() - began
