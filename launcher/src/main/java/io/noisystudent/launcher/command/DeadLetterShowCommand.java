package io.noisystudent.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.launcher.console.Terminal;
import io.noisystudent.launcher.letters.DeadLetterClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints everything about one record that could not be read. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        description = "Show one dead letter: why, where, and what was sent in its place since.")
final class DeadLetterShowCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(paramLabel = "ID", description = "As the list shows it, for example 0-17.")
    private String id = "";

    @Option(names = "--out", paramLabel = "FILE", description = "Write the bytes of the record there.")
    private @Nullable Path file;

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    @Mixin
    private TeacherOption teacher = new TeacherOption();

    DeadLetterShowCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        DeadLetterClient client = teacher.letters();
        JsonNode shown = client.show(id);
        terminal.text(json ? shown.toString() : text(shown));
        if (file != null) {
            write(client.value(id), file);
        }
        return 0;
    }

    private static String text(JsonNode shown) {
        JsonNode letter = shown.path("letter");
        StringBuilder text = new StringBuilder();
        line(text, "id", LetterText.of(letter.path("id")));
        line(text, "refused", LetterText.time(letter.path("at")));
        line(text, "code", LetterText.of(letter.path("code")));
        line(text, "reason", LetterText.of(letter.path("reason")));
        line(text, "record", LetterText.of(letter.path("subject")));
        line(text, "sent", LetterText.time(letter.path("sentAt")));
        line(text, "task", LetterText.of(letter.path("task")));
        line(text, "key", LetterText.of(letter.path("key")));
        line(text, "content type", LetterText.of(letter.path("contentType")));
        line(
                text,
                "bytes",
                LetterText.of(letter.path("size"))
                        + (letter.path("kept").asBoolean() ? "" : ", too many for the letter: in the log only"));
        letter.path("headers").properties().forEach(header -> {
            String name = LetterText.clean(header.getKey());
            line(text, "header", name + "=" + LetterText.of(header.getValue()));
        });
        line(text, "since", since(shown));
        return text.toString();
    }

    private static String since(JsonNode shown) {
        JsonNode later = shown.path("later");
        if (later.hasNonNull("position")) {
            String position = LetterText.of(later.path("position"));
            return later.path("replay").asBoolean()
                    ? "sent again as " + position
                    : "replaced or deleted by " + position + ", which has the same key";
        }
        return shown.path("searched").asBoolean()
                ? "nothing was sent in its place"
                : "unknown, the log behind it is too long to be searched";
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(String.format(Locale.ROOT, "%-14s%s%n", name, value));
    }

    private static void write(byte[] value, Path file) {
        try {
            Files.write(file, value);
        } catch (IOException e) {
            throw new NoisyStudentException(
                    ErrorCode.DISK_FULL, file.toString(), "cannot be written: " + e.getMessage(), e);
        }
    }
}
