package io.noisystudent.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.noisystudent.embedded.testing.EmbeddedStack;
import io.noisystudent.registry.testing.Api;
import io.noisystudent.registry.testing.RegistryProcess;
import io.noisystudent.storage.ObjectStat;
import io.noisystudent.storage.minio.MinioConfig;
import io.noisystudent.storage.minio.MinioObjectStore;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The page docs/registry.md, run by a shell. */
class RegistryPageIT {
    private static final Path PAGE = Path.of("..", "docs", "registry.md");
    private static final Pattern BLOCK = Pattern.compile("^```sh\\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);
    private static final List<String> LAYOUT = List.of(
            "blobs/sha256/[0-9a-f]{64}",
            "models/[^/]+/versions/[0-9]{10}\\.json",
            "models/[^/]+/evaluations/[0-9]{10}/[^/]+\\.json",
            "models/[^/]+/decisions/[0-9]{10}/[0-9]{10}\\.json",
            "models/[^/]+/aliases/[^/]+/[0-9]{20}\\.json",
            "models/[^/]+/signatures/[0-9]{10}/[0-9a-f]{64}\\.json",
            "models/[^/]+/annotations/[0-9]{20}\\.json");

    /** The page is for people who have curl. */
    static boolean toolsAreThere() {
        return Stream.of("sh", "curl", "sha256sum")
                .allMatch(tool -> Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool))));
    }

    @Test
    @EnabledIf(value = "toolsAreThere", disabledReason = "sh, curl or sha256sum is not installed")
    void shouldRunAsItStands(@TempDir Path directory) throws Exception {
        // Given
        String script = BLOCK.matcher(Files.readString(PAGE))
                .results()
                .map(block -> block.group(1))
                .collect(Collectors.joining("\n"));
        Files.writeString(directory.resolve("page.sh"), script);
        int seed = 1;
        for (String name : List.of("first", "second", "third")) {
            Files.write(directory.resolve(name + ".onnx"), Api.onnx(seed++));
        }
        // A trial run in a process of its own, as it is shipped.
        try (EmbeddedStack stack = EmbeddedStack.start();
                RegistryProcess registry =
                        RegistryProcess.start(stack, Map.of("noisystudent.registry.trial-process", "true"))) {
            // When
            Path output = directory.resolve("output");
            ProcessBuilder shell = new ProcessBuilder("sh", "-eu", "page.sh")
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            shell.environment().put("REGISTRY", registry.uri("").toString());
            Process process = shell.start();
            assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
            // Then
            String told = Files.readString(output, StandardCharsets.UTF_8);
            assertThat(process.exitValue()).as(told).isZero();
            assertThat(told).contains("412\n", "304\n", "digraph lineage");
            Api api = new Api(registry);
            JsonNode history = Api.json(api.get("/models/pets/aliases/teacher/history"));
            assertThat(history.get("items").findValuesAsText("version")).containsExactly("1", "2", "1");
            assertThat(Files.readAllBytes(directory.resolve("teacher.onnx"))).isEqualTo(Api.onnx(1));
            assertThat(keys(stack)).isNotEmpty().allMatch(key -> LAYOUT.stream().anyMatch(key::matches));
        }
    }

    private static List<String> keys(EmbeddedStack stack) {
        MinioConfig config = new MinioConfig(
                stack.objectStore().endpoint(),
                "us-east-1",
                "models",
                stack.objectStore().accessKey(),
                stack.objectStore().secretKey());
        try (MinioObjectStore store = MinioObjectStore.connect(config)) {
            return store.list("", "", 1000).stream().map(ObjectStat::key).toList();
        }
    }
}
