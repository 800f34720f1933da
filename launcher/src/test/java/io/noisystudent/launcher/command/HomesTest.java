package io.noisystudent.launcher.command;

import io.noisystudent.launcher.console.Terminal;
import io.noisystudent.launcher.stack.Home;
import io.noisystudent.launcher.stack.HomeMark;
import io.noisystudent.launcher.stack.PipelineFile;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

import static org.assertj.core.api.Assertions.assertThat;

/** What the commands do to the directory after {@code --home}: nothing, unless it is theirs and all else is right. */
class HomesTest {
    private static final String INSTALLATION = "noisystudent.installation";

    @TempDir
    private Path directory;

    private final StringWriter errors = new StringWriter();
    private final String installation = System.getProperty(INSTALLATION, ".");

    /** As if the services were built: nothing may be found wrong but what a test is about. */
    @BeforeEach
    void install() throws IOException {
        Path built = directory.resolve("installation");
        for (String service : List.of("model-registry", "teacher-service", "labeler-service", "student-trainer")) {
            Path app = Files.createDirectories(built.resolve(service).resolve("target/quarkus-app"));
            Files.writeString(app.resolve("quarkus-run.jar"), "");
        }
        System.setProperty(INSTALLATION, built.toString());
    }

    @AfterEach
    void restore() {
        System.setProperty(INSTALLATION, installation);
    }

    /** Every command, and every command of a command, that takes a home. */
    static List<String> commands() {
        List<String> found = new ArrayList<>();
        collect("", commandLine(), found);
        return found;
    }

    private static void collect(String name, CommandLine command, List<String> found) {
        if (command.getCommandSpec().findOption("--home") != null) {
            found.add(name.strip());
        }
        command.getSubcommands().forEach((sub, line) -> collect(name + " " + sub, line, found));
    }

    @Test
    void shouldKnowEveryCommandThatTakesAHome() {
        assertThat(commands())
                .containsExactlyInAnyOrder(
                        "demo",
                        "up",
                        "feed",
                        "status",
                        "models",
                        "import",
                        "ensemble",
                        "networks",
                        "replay",
                        "fixres",
                        "dead-letters",
                        "dead-letters show",
                        "dead-letters replay");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void shouldLeaveAForeignDirectoryAsItIs(String command) throws IOException {
        // Given
        Path thesis = Files.createDirectories(directory.resolve("thesis"));
        Files.writeString(thesis.resolve("chapter-1.tex"), "years of work");
        Files.writeString(thesis.resolve("pipeline.yaml"), PipelineFile.builtIn("digits"));
        Files.createDirectories(thesis.resolve("logs"));
        Map<String, String> before = contents(thesis);

        // When
        List<String> line = new ArrayList<>(List.of(command.split(" ", -1)));
        line.addAll(List.of("--home", thesis.toString()));
        line.addAll(parameters(command));
        int status = run(line);

        // Then
        assertThat(status).as(errors.toString()).isEqualTo(1);
        assertThat(contents(thesis)).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --free-ports --data ABSENT                  | DATA_SET
            --free-ports --data HOME/scratch            | which is emptied
            --free-ports --data DIRECTORY/broken.tar    | DATA_SET
            --free-ports --data DIRECTORY/empty.tar     | DATA_SET
            --free-ports --config ABSENT                | CONFIG_INVALID
            --free-ports --config DIRECTORY/wrong.yaml  | CONFIG_INVALID
            --free-ports --json ABSENT/results.json     | --json
            --free-ports --json HOME/results.json       | which is emptied
            --free-ports --json DIRECTORY               | --json
            --free-ports --labels-per-class 0           | at least 1 is needed
            --free-ports --labels-per-class many        | --labels-per-class
            --free-ports --seed x                       | --seed
            --free-ports --nonsense                     | --nonsense
            --port-offset -9999                         | is no port
            --port-offset 60000                         | is no port
            --port-offset x                             | --port-offset
            """)
    void shouldKeepWhatAnEarlierDemoLeftWhenAnArgumentOfTheNextIsWrong(String arguments, String why)
            throws IOException {
        // Given
        Home home = new Home(directory.resolve("home"));
        home.create();
        HomeMark.DEMO.put(home);
        Files.writeString(home.teacherFile(), "the result of a night");
        Files.writeString(home.addressFile(), "{}");
        Files.writeString(directory.resolve("broken.tar"), "no archive");
        Files.write(directory.resolve("empty.tar"), new byte[1024]);
        Files.writeString(directory.resolve("wrong.yaml"), "pipeline: {name: x, recipe: []}");
        Map<String, String> before = contents(home.directory());

        // When
        List<String> line = new ArrayList<>(
                List.of("demo", "--once", "--home", home.directory().toString()));
        for (String argument : arguments.split(" ", -1)) {
            line.add(argument.replace("ABSENT", directory.resolve("absent").toString())
                    .replace("DIRECTORY", directory.toString())
                    .replace("HOME", home.directory().toString()));
        }
        int status = run(line);

        // Then
        assertThat(status).as(errors.toString()).isIn(1, 2);
        assertThat(errors.toString()).contains(why);
        assertThat(contents(home.directory())).isEqualTo(before);
    }

    @Test
    void shouldKeepWhatAnEarlierDemoLeftWhenAPortIsTaken() throws IOException {
        // Given
        Home home = new Home(directory.resolve("home"));
        home.create();
        HomeMark.DEMO.put(home);
        Files.writeString(home.teacherFile(), "the result of a night");
        Map<String, String> before = contents(home.directory());
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            // When
            int status = run(List.of(
                    "demo",
                    "--home",
                    home.directory().toString(),
                    "--port-offset",
                    Integer.toString(taken.getLocalPort() - 9092)));

            // Then
            assertThat(status).isEqualTo(1);
            assertThat(errors.toString()).contains("PORT_TAKEN");
            assertThat(contents(home.directory())).isEqualTo(before);
        }
    }

    @Test
    void shouldKeepAPipelineWhenAnArgumentOfUpIsWrong() throws IOException {
        // Given
        Home home = new Home(directory.resolve("home"));
        home.create();
        HomeMark.DEMO.put(home);
        PipelineFile.install(PipelineFile.builtIn("digits"), home);
        Path other = Files.writeString(directory.resolve("other.yaml"), PipelineFile.builtIn("glyphs"));
        Path wrong = Files.writeString(directory.resolve("wrong.yaml"), "pipeline: {}");
        Map<String, String> before = contents(home.directory());
        List<String> up = List.of("up", "--home", home.directory().toString());

        // When
        int wrongConfig = run(join(up, "--free-ports", "--config", wrong.toString()));
        int wrongPort = run(join(up, "--config", other.toString(), "--port-offset", "60000"));

        // Then
        assertThat(List.of(wrongConfig, wrongPort)).containsOnly(1);
        assertThat(errors.toString()).contains("CONFIG_INVALID", "wrong.yaml", "is no port");
        assertThat(contents(home.directory())).isEqualTo(before);
    }

    private static List<String> join(List<String> line, String... more) {
        return Stream.concat(line.stream(), Stream.of(more)).toList();
    }

    private List<String> parameters(String command) {
        CommandLine found = commandLine();
        for (String name : command.split(" ", -1)) {
            found = found.getSubcommands().get(name);
        }
        return found.getCommandSpec().positionalParameters().stream()
                .map(parameter -> "1")
                .toList();
    }

    private int run(List<String> line) {
        CommandLine command = commandLine();
        command.setErr(new PrintWriter(errors, true));
        return command.execute(line.toArray(String[]::new));
    }

    private static CommandLine commandLine() {
        return NoisyStudent.commandLine(
                new Terminal(new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8), false));
    }

    /** Every file and directory below, but the lock that a command takes while it looks. */
    private static Map<String, String> contents(Path root) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(found -> !found.endsWith("in-use")).toList()) {
                contents.put(
                        root.relativize(file).toString(), Files.isRegularFile(file) ? Files.readString(file) : "/");
            }
        }
        return contents;
    }
}
