package io.noisystudent.contracts.access;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The keys of one file; blank lines and lines that begin with {@code #} say nothing. */
public record StaticKeys(List<StaticKey> keys) {
    private static final int EXPIRES = 3;

    public StaticKeys {
        keys = List.copyOf(keys);
    }

    /**
     * Reads a file of keys.
     *
     * @throws NoisyStudentException {@code CONFIG_INVALID} with all problems at once
     */
    public static StaticKeys read(Path file) {
        try {
            return parse(file.toString(), Files.readAllLines(file, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new NoisyStudentException(
                    ErrorCode.CONFIG_INVALID,
                    file.toString(),
                    "the file of keys cannot be read (" + e.getMessage() + "); check noisystudent.access.keys-file",
                    e);
        }
    }

    static StaticKeys parse(String subject, List<String> lines) {
        List<StaticKey> keys = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                try {
                    keys.add(key(line.split("\\s+")));
                } catch (IllegalArgumentException e) {
                    problems.add("line " + (i + 1) + ": " + e.getMessage());
                }
            }
        }
        if (!problems.isEmpty()) {
            throw new NoisyStudentException(
                    ErrorCode.CONFIG_INVALID,
                    subject,
                    "a line must be NAME read|write|override|maintain SHA256 [EXPIRES], as ./noisy-student key prints it\n"
                            + String.join("\n", problems));
        }
        return new StaticKeys(keys);
    }

    /** The entry of a key that counts now; every entry is compared, whichever fits. */
    public Optional<StaticKey> find(String candidate, Instant now) {
        StaticKey found = null;
        for (StaticKey key : keys) {
            if (key.isKey(candidate) && !key.isExpired(now)) {
                found = key;
            }
        }
        return Optional.ofNullable(found);
    }

    private static StaticKey key(String[] fields) {
        if (fields.length < EXPIRES || fields.length > EXPIRES + 1) {
            // The line is not repeated: it may have the key itself.
            throw new IllegalArgumentException("it has " + fields.length + " fields");
        }
        StaticKey.Right right =
                switch (fields[1].toLowerCase(Locale.ROOT)) {
                    case "read" -> StaticKey.Right.READ;
                    case "write" -> StaticKey.Right.WRITE;
                    case "override" -> StaticKey.Right.OVERRIDE;
                    case "maintain" -> StaticKey.Right.MAINTAIN;
                    default ->
                        throw new IllegalArgumentException("the right is none of read, write, override, maintain");
                };
        return new StaticKey(fields[0], right, fields[2], fields.length == EXPIRES ? null : expiry(fields[EXPIRES]));
    }

    private static Instant expiry(String field) {
        try {
            return Instant.parse(field);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("the expiry is no time as in 2026-12-31T00:00:00Z", e);
        }
    }
}
