package io.noisystudent.launcher.command;

import io.noisystudent.contracts.access.StaticKey;
import io.noisystudent.contracts.access.StaticKeys;
import io.noisystudent.launcher.console.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

import static org.assertj.core.api.Assertions.assertThat;

class KeyCommandTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final StringWriter err = new StringWriter();

    @Test
    void shouldPrintAKeyAndTheLineThatLetsItIn(@TempDir Path directory) throws Exception {
        // When
        int status = run("key", "nightly", "--right", "write", "--days", "2");

        // Then
        String text = out.toString(StandardCharsets.UTF_8);
        Matcher printed = Pattern.compile("key   (\\S+)\nline  (.+)\n").matcher(text);
        assertThat(status).isZero();
        assertThat(printed.find()).as(text).isTrue();
        StaticKeys keys = StaticKeys.read(Files.writeString(directory.resolve("keys"), printed.group(2)));
        assertThat(keys.find(printed.group(1), Instant.now()))
                .get()
                .extracting(StaticKey::name, StaticKey::right)
                .containsExactly("nightly", StaticKey.Right.WRITE);
    }

    @Test
    void shouldRefuseAWrongName() {
        assertThat(run("key", "Ann!", "--right", "read")).isEqualTo(2);
        assertThat(err.toString()).contains("the name is not 1 to 63 characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "0", "2147483647"})
    void shouldRefuseDaysThatNoKeyIsValid(String days) {
        assertThat(run("key", "nightly", "--right", "read", "--days", days)).isEqualTo(2);
        assertThat(err.toString()).contains("--days is " + days + "; a key is valid for 1 to ");
        assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    private int run(String... arguments) {
        CommandLine line =
                NoisyStudent.commandLine(new Terminal(new PrintStream(out, true, StandardCharsets.UTF_8), false));
        return line.setErr(new PrintWriter(err)).execute(arguments);
    }
}
