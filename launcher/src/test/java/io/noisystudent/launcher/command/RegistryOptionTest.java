package io.noisystudent.launcher.command;

import com.sun.net.httpserver.HttpServer;
import io.noisystudent.launcher.console.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

import static org.assertj.core.api.Assertions.assertThat;

class RegistryOptionTest {
    @TempDir
    private Path directory;

    private final Queue<String> shown = new ConcurrentLinkedQueue<>();
    private final StringWriter errors = new StringWriter();
    private final CommandLine command = NoisyStudent.commandLine(
            new Terminal(new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8), false));
    private final HttpServer registry;

    RegistryOptionTest() throws IOException {
        registry = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    /** A registry that has nothing. */
    @BeforeEach
    void start() {
        registry.createContext("/", exchange -> {
            shown.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            boolean list = exchange.getRequestURI().getPath().endsWith("/versions");
            byte[] body = (list
                            ? "{\"items\":[],\"next\":null}"
                            : "{\"title\":\"t\",\"status\":404,\"code\":\"NOT_FOUND\",\"subject\":\"s\",\"detail\":\"d\"}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(list ? 200 : 404, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        registry.start();
        command.setErr(new PrintWriter(errors, true));
    }

    @AfterEach
    void stop() {
        registry.stop(0);
    }

    @Test
    void shouldShowTheTokenInTheFile() throws IOException {
        Path token = Files.writeString(directory.resolve("token"), "secret\n");

        assertThat(models("--token-file", token.toString()))
                .as(errors.toString())
                .isZero();
        assertThat(shown).hasSize(2).containsOnly("Bearer secret");
    }

    @Test
    void shouldShowNoTokenByItself() throws IOException {
        assertThat(models()).as(errors.toString()).isZero();
        assertThat(shown).hasSize(2).containsOnly("null");
    }

    @Test
    void shouldRefuseAFileWithoutAToken() throws IOException {
        Path token = Files.writeString(directory.resolve("token"), "two words");

        assertThat(models("--token-file", token.toString())).isEqualTo(1);
        assertThat(errors.toString()).contains("CONFIG_INVALID --token-file");
        assertThat(shown).isEmpty();
    }

    /** Every command that asks the registry of a pipeline. */
    @Test
    void shouldBeTheSameForEveryCommand() {
        for (String name : List.of("models", "status", "import", "replay")) {
            assertThat(command.getSubcommands().get(name).getCommandSpec().findOption("--token-file"))
                    .as(name)
                    .isNotNull();
        }
    }

    private int models(String... more) throws IOException {
        Path pipeline = Files.writeString(
                directory.resolve("pipeline.yaml"),
                "pipeline: {name: digits, image: {height: 8, width: 8, channels: 1}, classes: [a, b],"
                        + " recipes: [{network: mlp, steps: 1}]}");
        List<String> line = new ArrayList<>(List.of("models", "--pipeline", pipeline.toString()));
        line.addAll(List.of(
                "--registry", "http://127.0.0.1:" + registry.getAddress().getPort()));
        line.addAll(List.of(more));
        return command.execute(line.toArray(String[]::new));
    }
}
