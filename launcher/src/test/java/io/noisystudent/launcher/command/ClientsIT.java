package io.noisystudent.launcher.command;

import io.noisystudent.contracts.access.StaticKey;
import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.launcher.glyph.GlyphDataSet;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.onnx.OnnxWriter;
import io.noisystudent.testkit.web.ForeignClient;
import io.noisystudent.testkit.web.IdentityProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * The clients of others, as pip installs them, and our own commands, on a pipeline that the command {@code up} started:
 * without tokens, with keys, and with tokens of a provider.
 *
 * <p>Needs Python 3 with venv, and its registry of packages.
 */
@Tag("clients")
class ClientsIT {
    private static final String AUDIENCE = "noisy-student";
    private static final List<String> CLASSES =
            List.of("anchor", "arrow", "bolt", "heart", "house", "key", "moon", "spiral", "star", "umbrella");
    private static final ImageShape SHAPE = new ImageShape(28, 28, 1);
    private static final Duration START = Duration.ofMinutes(3);
    private static final int LIMIT_MINUTES = 10;
    private static final String PIPELINE = """
            pipeline:
              name: clients
              image: {height: 28, width: 28, channels: 1}
              classes: %s
              topics: {data-partitions: 1, task-partitions: 1}
              recipes:
                - {network: mlp, steps: 4, noise: none}
            """;

    private static final Path SCRIPTS = Path.of("src/test/python").toAbsolutePath();
    /** Stays there from one build to the next. */
    private static final Path PYTHON = Path.of("target/clients").toAbsolutePath();

    @TempDir
    private Path directory;

    private Path home = Path.of("");

    @BeforeAll
    static void install() throws Exception {
        assumeTrue(isInstalled("python3"), "there is no python3");
        Path log = Path.of("target/clients-install.log");
        assertThat(run(log, Map.of(), "python3", "-m", "venv", PYTHON.toString()))
                .as("python3 -m venv; see %s", log)
                .isZero();
        assertThat(run(
                        log,
                        Map.of(),
                        PYTHON.resolve("bin/pip").toString(),
                        "install",
                        "--quiet",
                        "--requirement",
                        SCRIPTS.resolve("requirements.txt").toString()))
                .as("pip install; see %s", log)
                .isZero();
    }

    @Test
    void shouldServeThemWithoutTokens() throws Exception {
        Map<String, String> environment = Map.of(
                "NOISYSTUDENT_ACCESS_ALLOWED_HOSTS",
                ForeignClient.PUBLIC_NAME,
                "QUARKUS_HTTP_PROXY_PROXY_ADDRESS_FORWARDING",
                "true",
                "QUARKUS_HTTP_PROXY_ALLOW_X_FORWARDED",
                "true",
                "QUARKUS_HTTP_PROXY_ENABLE_FORWARDED_HOST",
                "true",
                "QUARKUS_HTTP_PROXY_ENABLE_FORWARDED_PREFIX",
                "true",
                "QUARKUS_HTTP_PROXY_TRUSTED_PROXIES",
                "127.0.0.1");
        try (AutoCloseable pipeline = up(environment)) {
            command("import", teacher().toString(), "--teacher");

            clients("--described");

            assertThat(pipeline).isNotNull();
        }
    }

    @Test
    void shouldServeThemWithKeysAndWithTokensOfAProvider() throws Exception {
        String read = StaticKey.generate(new SecureRandom());
        String write = StaticKey.generate(new SecureRandom());
        String override = StaticKey.generate(new SecureRandom());
        Path keys = Files.write(
                directory.resolve("keys"),
                List.of(
                        StaticKey.of("reader", StaticKey.Right.READ, read, null).line(),
                        StaticKey.of("writer", StaticKey.Right.WRITE, write, null)
                                .line(),
                        StaticKey.of("ann", StaticKey.Right.OVERRIDE, override, null)
                                .line()));
        try (IdentityProvider provider = new IdentityProvider();
                AutoCloseable pipeline = up(environment(provider, keys, write))) {
            Path reader = Files.writeString(directory.resolve("reader"), read);
            Path person = Files.writeString(directory.resolve("person"), override);
            command("import", teacher().toString(), "--teacher", "--token-file", person.toString());
            assertThat(command("models", "--token-file", reader.toString())).contains("teacher");
            assertThat(command("status", "--token-file", reader.toString())).contains("version 1");

            clients("--reader", read, "--writer", write);
            clients("--reader", provider.token("reader", AUDIENCE), "--writer", provider.token("writer", AUDIENCE));

            assertThat(pipeline).isNotNull();
        }
    }

    private static Map<String, String> environment(IdentityProvider provider, Path keys, String write) {
        return Map.of(
                "QUARKUS_PROFILE",
                "oidc",
                "NOISYSTUDENT_ACCESS_PROVIDER",
                provider.address(),
                "NOISYSTUDENT_ACCESS_ROLE_CLAIM",
                "sub",
                "NOISYSTUDENT_ACCESS_READERS",
                "reader",
                "NOISYSTUDENT_ACCESS_WRITERS",
                "writer",
                "NOISYSTUDENT_ACCESS_KEYS_FILE",
                keys.toString(),
                "NOISYSTUDENT_REGISTRY_TOKEN",
                write);
    }

    private Path teacher() throws IOException {
        return Files.write(
                directory.resolve("teacher.onnx"), OnnxWriter.write(Networks.build("mlp", SHAPE, CLASSES, 1)));
    }

    private void clients(String... options) throws Exception {
        Path image = Files.write(
                directory.resolve("image.png"),
                GlyphDataSet.make(10, 10, 7).train().get(0).encoded());
        List<String> line = new ArrayList<>(List.of(
                PYTHON.resolve("bin/python").toString(),
                "-B",
                SCRIPTS.resolve("clients.py").toString(),
                "--addresses=" + home.resolve("addresses.json"),
                "--image=" + image,
                "--model=clients"));
        line.addAll(List.of(options));
        Path log = directory.resolve("clients.log");
        int status = run(log, Map.of(), line.toArray(String[]::new));
        assertThat(status).as(Files.readString(log)).isZero();
    }

    /** Starts the command and waits until it says that everything runs; closing interrupts it. */
    private AutoCloseable up(Map<String, String> environment) throws IOException {
        home = directory.resolve("home");
        Path config = Files.writeString(directory.resolve("pipeline.yaml"), PIPELINE.formatted(CLASSES));
        Path log = directory.resolve("up.log");
        Process process = start(log, environment, launcher("up", "--free-ports", "--config", config.toString()));
        await().atMost(START).until(() -> {
            assertThat(process.isAlive()).as(Files.readString(log)).isTrue();
            return Files.readString(log).contains("Ctrl-C stops everything");
        });
        return () -> {
            process.destroy();
            process.onExit().get(LIMIT_MINUTES, TimeUnit.MINUTES);
        };
    }

    private String command(String... arguments) throws Exception {
        Path log = directory.resolve("command.log");
        int status = run(log, Map.of(), launcher(arguments));
        String said = Files.readString(log);
        assertThat(status).as(said).isZero();
        return said;
    }

    private String[] launcher(String... arguments) {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dnoisystudent.installation=" + Path.of("..").toAbsolutePath().normalize(),
                "-jar",
                "target/launcher-0.1.0-SNAPSHOT.jar"));
        line.addAll(List.of(arguments));
        line.addAll(List.of("--home", home.toString()));
        return line.toArray(String[]::new);
    }

    private static boolean isInstalled(String program) throws InterruptedException {
        try {
            return new ProcessBuilder(program, "--version").start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static int run(Path log, Map<String, String> environment, String... line) throws InterruptedException {
        Process process = start(log, environment, line);
        if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError(line[0] + " does not end; see " + log);
        }
        return process.exitValue();
    }

    private static Process start(Path log, Map<String, String> environment, String... line) {
        ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
        builder.redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
