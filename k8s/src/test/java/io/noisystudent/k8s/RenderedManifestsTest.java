package io.noisystudent.k8s;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

class RenderedManifestsTest {
    static List<String> overlays() {
        return RenderedManifests.overlays();
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void shouldBeRenderedFromTheSourcesAsTheyAre(String overlay) {
        // When
        String first = RenderedManifests.read(overlay).lines().findFirst().orElseThrow();

        // Then
        assertThat(first)
                .as("k8s changed since it was rendered: run k8s/render.sh")
                .endsWith(RenderedManifests.digest());
    }

    /** Where there is no kustomize, the digest above is what protects the rendered files. */
    @ParameterizedTest
    @MethodSource("overlays")
    void shouldBeWhatKustomizeRenders(String overlay) throws IOException, InterruptedException {
        // Given
        String path = "overlays/" + overlay;
        Optional<List<String>> command = onPath("kubectl")
                .map(tool -> List.of(tool, "kustomize", path))
                .or(() -> onPath("kustomize").map(tool -> List.of(tool, "build", path)));

        // When
        String rendered = command.isPresent()
                ? run(command.get())
                : RenderedManifests.read(overlay).lines().skip(1).reduce("", (text, line) -> text + line + "\n");

        // Then
        assertThat(RenderedManifests.read(overlay).lines().skip(1))
                .containsExactlyElementsOf(rendered.lines().toList());
    }

    private static Optional<String> onPath(String tool) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, tool))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst();
    }

    private static String run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(Project.file("k8s").toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as("%s", command).isZero();
        return output;
    }
}
