package io.noisystudent.bench.distillation;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.noisystudent.contracts.codec.JsonMapper;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The finished lessons in a directory: {@code results.jsonl}, a line for each. Several commands may work in one directory:
 * a lesson that one of them is at is waited for.
 */
final class Results {
    private static final ObjectMapper JSON = JsonMapper.create();

    private final Path directory;
    private final Path rows;

    Results(Path directory) throws IOException {
        this.directory = Files.createDirectories(directory.toAbsolutePath());
        rows = this.directory.resolve("results.jsonl");
    }

    /** Does a lesson. */
    interface Doing {
        Outcome of() throws IOException;
    }

    Path directory() {
        return directory;
    }

    /** The row of a lesson, if it is finished; one of other settings is {@code CONFIG_INVALID}. */
    Optional<Outcome> find(String id, String fingerprint) throws IOException {
        Optional<Outcome> found = Optional.empty();
        if (Files.exists(rows)) {
            found = Files.readAllLines(rows).stream()
                    .flatMap(line -> parse(line).stream())
                    .filter(row -> row.id().equals(id))
                    .findFirst();
        }
        found.filter(row -> !row.fingerprint().equals(fingerprint)).ifPresent(row -> {
            throw new NoisyStudentException(
                    ErrorCode.CONFIG_INVALID,
                    "--results",
                    rows + " has " + id + " of other settings (" + row.fingerprint() + ", now " + fingerprint
                            + "); give the same options as before, or another directory");
        });
        return found;
    }

    /** The last line may be half of one, where a command was killed. */
    private static Optional<Outcome> parse(String line) {
        try {
            return Optional.of(JSON.readValue(line, Outcome.class));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The row of a lesson, which is done unless it is finished, here or by another command meanwhile. */
    Outcome of(String id, String fingerprint, Doing doing) throws IOException {
        Path mark = Files.createDirectories(directory.resolve("locks")).resolve(id);
        try (FileChannel channel = FileChannel.open(mark, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            // Until the channel is closed.
            channel.lock();
            Optional<Outcome> finished = find(id, fingerprint);
            if (finished.isPresent()) {
                return finished.get();
            }
            Outcome outcome = doing.of();
            add(outcome);
            return outcome;
        }
    }

    private void add(Outcome outcome) throws IOException {
        // A line of its own even after half of one.
        String line = "\n" + JSON.writeValueAsString(outcome) + "\n";
        Files.writeString(rows, line, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
