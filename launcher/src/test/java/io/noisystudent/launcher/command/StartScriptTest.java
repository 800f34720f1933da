package io.noisystudent.launcher.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIf;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

@DisabledOnOs(OS.WINDOWS)
class StartScriptTest {
    @TempDir
    private Path root;

    @Test
    void shouldShowWhatAJavaSaysThatDoesNotStart() throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("../noisy-student", "--help").redirectErrorStream(true);
        builder.environment().put("JAVA_TOOL_OPTIONS", "-XX:+NoSuchOption");
        Process process = builder.start();

        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).isEqualTo(1);
        assertThat(output).contains("Unrecognized VM option 'NoSuchOption'", "Correct JAVA_TOOL_OPTIONS");
    }

    @Test
    @Timeout(30)
    @DisabledIf("hasDriver")
    void shouldNameWhatAGpuNeedsBeforeAnythingIsBuilt() throws IOException, InterruptedException {
        // When
        Process up = new ProcessBuilder("../noisy-student", "up", "--gpu")
                .redirectErrorStream(true)
                .start();
        String output = new String(up.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        // Then
        assertThat(up.waitFor()).isEqualTo(1);
        assertThat(output)
                .startsWith("DEVICE_UNAVAILABLE: ")
                .contains("/proc/driver/nvidia/version", "libcuda.so.1, of the NVIDIA driver", "or start without --gpu")
                .doesNotContain("Building");
    }

    static boolean hasDriver() {
        return Files.exists(Path.of("/proc/driver/nvidia/version"));
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
    void shouldFindDriverAndLibrariesWhereverTheyAre() throws IOException, InterruptedException {
        // Given: one library where the loader looks, others beside it
        driver("580.159.04");
        file("usr/lib/x86_64-linux-gnu/libcuda.so.1");
        for (String library : List.of("libcudart.so.12", "libcublas.so.12", "libcublasLt.so.12", "libcurand.so.10")) {
            file("usr/local/cuda-12.6/lib64/" + library);
        }
        file("usr/local/lib/python3.12/dist-packages/nvidia/cudnn/lib/libcudnn.so.9");

        // When
        Answer answer = check();

        // Then
        assertThat(answer.output().strip())
                .isEqualTo(root.resolve("usr/local/cuda-12.6/lib64") + ":"
                        + root.resolve("usr/local/lib/python3.12/dist-packages/nvidia/cudnn/lib"));
        assertThat(answer.status()).isZero();
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
    void shouldRefuseAnOldDriverAndAnotherCuda() throws IOException, InterruptedException {
        // Given
        driver("470.82.01");
        for (String library :
                List.of("libcuda.so.1", "libcudart.so.13", "libcublas.so.13", "libcublasLt.so.13", "libcurand.so.10")) {
            file("usr/lib/x86_64-linux-gnu/" + library);
        }

        // When
        Answer answer = check();

        // Then
        assertThat(answer.status()).isEqualTo(1);
        assertThat(answer.output().lines().filter(line -> line.startsWith("  ")).map(String::strip))
                .containsExactly(
                        "an NVIDIA driver of version 525 or newer (this is 470.82.01)",
                        "libcudart.so.12, of CUDA 12",
                        "libcublas.so.12, of CUDA 12",
                        "libcublasLt.so.12, of CUDA 12",
                        "libcudnn.so.9, of cuDNN 9");
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
    void shouldTakeFromTheLoaderOnlyWhatA64BitProcessCanLoad() throws IOException, InterruptedException {
        // Given
        driver("580.159.04");
        String line = "\t%s (%s) => /usr/lib/it\n";
        StringBuilder known = new StringBuilder("9 libs found in cache `/etc/ld.so.cache'\n");
        for (String library : List.of("libcudart.so.12", "libcublas.so.12", "libcublasLt.so.12", "libcurand.so.10")) {
            known.append(line.formatted(library, "libc6,x86-64"));
        }
        known.append(line.formatted("libcuda.so.1", "libc6"));
        known.append(line.formatted("libcudnn-so.9", "libc6,x86-64"));
        Files.writeString(file("ldconfig-p"), known);

        // When, Then
        assertThat(check().output()
                        .lines()
                        .filter(text -> text.startsWith("  "))
                        .map(String::strip))
                .containsExactly("libcuda.so.1, of the NVIDIA driver", "libcudnn.so.9, of cuDNN 9");

        // And when
        Files.writeString(
                file("ldconfig-p"),
                known
                        + line.formatted("libcuda.so.1", "libc6,x86-64")
                        + line.formatted("libcudnn.so.9", "libc6,x86-64, OS ABI: Linux 3.2.0"));

        // Then
        assertThat(check()).isEqualTo(new Answer(0, ""));
    }

    @Test
    @Timeout(30)
    void shouldBuildTheLabelerForWhatItIsToRunOn() throws IOException, InterruptedException {
        // Given: everything is built, Maven says with what it is called, and no GPU is looked for
        Files.copy(Path.of("../noisy-student"), root.resolve("noisy-student"), StandardCopyOption.COPY_ATTRIBUTES);
        script("mvnw", "echo \"$@\" >>maven");
        script("etc/gpu/check.sh", "echo looked >>\"$(dirname \"$0\")/../../maven\"");
        for (String service : List.of("model-registry", "teacher-service", "labeler-service", "student-trainer")) {
            file(service + "/target/quarkus-app/quarkus-run.jar");
        }
        file("launcher/target/launcher-0.1.0-SNAPSHOT.jar");

        // When, Then
        assertThat(calls("demo")).isEmpty();
        assertThat(calls("up", "--gpu=true"))
                .containsExactly("looked", "-B -q -Pquick,gpu -pl labeler-service -am package");
        assertThat(calls("up", "--gpu", "--help")).isEmpty();

        // And when
        file("labeler-service/target/quarkus-app/lib/main/com.microsoft.onnxruntime.onnxruntime_gpu-1.20.0.jar");

        // Then
        assertThat(calls("demo", "--gpu")).containsExactly("looked");
        assertThat(calls("demo")).containsExactly("-B -q -Pquick -pl labeler-service -am package");
        assertThat(calls("status")).isEmpty();
    }

    /** What the script calls before it starts Java, with an empty file for a jar. */
    private List<String> calls(String... arguments) throws IOException, InterruptedException {
        Path calls = root.resolve("maven");
        Files.deleteIfExists(calls);
        List<String> line =
                new ArrayList<>(List.of(root.resolve("noisy-student").toString()));
        line.addAll(List.of(arguments));
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        process.getInputStream().readAllBytes();
        process.waitFor();
        return Files.exists(calls) ? Files.readAllLines(calls) : List.of();
    }

    private void script(String name, String line) throws IOException {
        Path script = file(name);
        Files.writeString(script, "#!/bin/sh\n" + line + "\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private record Answer(int status, String output) {}

    private Answer check() throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("../etc/gpu/check.sh", root.toString()).redirectErrorStream(true);
        builder.environment().remove("LD_LIBRARY_PATH");
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Answer(process.waitFor(), output);
    }

    private void driver(String version) throws IOException {
        Files.writeString(
                file("proc/driver/nvidia/version"),
                "NVRM version: NVIDIA UNIX x86_64 Kernel Module  " + version + "  Tue Jan  6 00:00:00 UTC 2026\n");
    }

    private Path file(String name) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.exists(file) ? file : Files.createFile(file);
    }
}
