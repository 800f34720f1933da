package io.noisystudent.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.noisystudent.registry.testing.Api;
import io.noisystudent.registry.testing.Receiver;
import io.noisystudent.registry.testing.Registries;
import io.noisystudent.registry.testing.Stores;
import io.noisystudent.registryclient.signing.PemFile;
import io.noisystudent.storage.ObjectStat;
import io.noisystudent.storage.minio.MinioObjectStore;
import io.noisystudent.testkit.process.ServiceProcess;
import io.noisystudent.testkit.stack.EmbeddedStack;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The page docs/registry.md, run by a shell. */
class RegistryPageIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Path PAGE = Path.of("..", "docs", "registry.md");
    private static final Pattern BLOCK = Pattern.compile("^```sh\\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern LAYOUT =
            Pattern.compile("^## What is in the bucket\\n+```\\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);
    /** What the words in braces of the page stand for. */
    private static final Map<String, String> WORDS = Map.of(
            "digest", "[0-9a-f]{64}",
            "key", "[0-9a-f]{64}",
            "n", "[0-9]{10}",
            "n, 10 digits", "[0-9]{10}",
            "k, 10 digits", "[0-9]{10}",
            "m, 10 digits", "[0-9]{10}",
            "revision, 20 digits", "[0-9]{20}",
            "begun|delivered|failed", "(begun|delivered|failed)");

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
                Receiver receiver = new Receiver();
                ServiceProcess registry = Registries.start(stack, settings(receiver, directory))) {
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
            String printed = Files.readString(output, StandardCharsets.UTF_8);
            assertThat(process.exitValue()).as(printed).isZero();
            assertThat(printed).contains("412\n", "304\n", "digraph lineage");
            Api api = new Api(registry);
            JsonNode history = Api.json(api.get("/models/pets/aliases/teacher/history"));
            assertThat(history.get("items").findValuesAsText("version")).containsExactly("1", "2", "1");
            assertThat(Files.readAllBytes(directory.resolve("teacher.onnx"))).isEqualTo(Api.onnx(1));
            List<Pattern> layout = layout();
            // A segment takes a thousand versions, and so does a bundle; a continuation takes a restore.
            Awaitility.await().atMost(PATIENCE).untilAsserted(() -> assertThat(layout)
                    .filteredOn(line -> !line.pattern().contains("/segments/")
                            && !line.pattern().contains("/bundles/")
                            && !line.pattern().contains("/continuations/"))
                    .allSatisfy(line -> assertThat(keys(stack)).anyMatch(line.asMatchPredicate())));
            assertThat(keys(stack)).allMatch(key -> layout.stream()
                    .anyMatch(line -> line.matcher(key).matches()));
        }
    }

    /** Everything that makes the registry write: a key to sign with, and a receiver of webhooks. */
    private static Map<String, String> settings(Receiver receiver, Path directory) throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        Path key = Files.writeString(
                directory.resolve("registry.pem"),
                "-----BEGIN PRIVATE KEY-----\n"
                        + Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded())
                        + "\n-----END PRIVATE KEY-----\n");
        Path trusted = Files.writeString(directory.resolve("trusted.pub"), PemFile.text(pair.getPublic()));
        return Map.of(
                "noisystudent.registry.trial-process",
                "true",
                "noisystudent.signing.key",
                key.toString(),
                "noisystudent.signing.trusted-keys",
                trusted.toString(),
                "noisystudent.webhooks.allowed-hosts",
                "127.0.0.1",
                "noisystudent.webhooks.targets.ops.url",
                receiver.uri("/").toString(),
                "noisystudent.webhooks.targets.ops.secret",
                "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    }

    /** The layout as the page has it, line by line. */
    private static List<Pattern> layout() throws IOException {
        Matcher block = LAYOUT.matcher(Files.readString(PAGE));
        assertThat(block.find()).isTrue();
        return block.group(1)
                .lines()
                .map(line -> line.strip().split(" {2,}", -1)[0])
                .map(RegistryPageIT::pattern)
                .toList();
    }

    private static Pattern pattern(String line) {
        String words = Pattern.compile("\\{([^}]*)\\}")
                .matcher(line.replace(".", "\\."))
                .replaceAll(
                        word -> Matcher.quoteReplacement(WORDS.getOrDefault(word.group(1), "[a-z0-9][a-z0-9._-]*")));
        return Pattern.compile(words);
    }

    private static List<String> keys(EmbeddedStack stack) {
        try (MinioObjectStore store = Stores.of(stack)) {
            return store.list("", "", 1000).stream().map(ObjectStat::key).toList();
        }
    }
}
