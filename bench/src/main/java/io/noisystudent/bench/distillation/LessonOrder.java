package io.noisystudent.bench.distillation;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.noisystudent.contracts.codec.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What a worker is to do, in a file.
 *
 * @param networks directory of trained networks, where the lesson's is left, too
 * @param steps after which the lesson ends without a result, to see how long a step takes; 0 for all
 */
public record LessonOrder(Study study, Lesson lesson, String networks, int threads, int steps) {
    static final ObjectMapper JSON = JsonMapper.create();
    private static final int SHOWN = 12;

    /** Reads one. */
    public static LessonOrder read(Path file) {
        try {
            return JSON.readValue(file.toFile(), LessonOrder.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes it. */
    void write(Path file) throws IOException {
        JSON.writeValue(file.toFile(), this);
    }

    /** Changes with everything that the result depends on, but not with where the images are. */
    String fingerprint() {
        Study anywhere = new Study(
                study.images() == null ? null : "",
                study.pool(),
                study.validation(),
                study.test(),
                study.draw(),
                study.side());
        try {
            byte[] text = JSON.writeValueAsString(new LessonOrder(anywhere, lesson, "", 1, 0))
                    .getBytes(StandardCharsets.UTF_8);
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text))
                    .substring(0, SHOWN);
        } catch (IOException | NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The file of a lesson's network. */
    Path network(String id) throws IOException {
        return Files.createDirectories(Path.of(networks)).resolve(id + ".onnx");
    }
}
