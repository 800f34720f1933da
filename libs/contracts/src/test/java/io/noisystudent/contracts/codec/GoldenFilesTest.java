package io.noisystudent.contracts.codec;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.noisystudent.contracts.event.PseudoLabels;
import io.noisystudent.contracts.event.TaskCompleted;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The bytes of every type of message; {@code -Dgolden.write=true} rewrites them after a deliberate change. */
class GoldenFilesTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final boolean WRITE = Boolean.getBoolean("golden.write");
    private final ObjectMapper mapper = JsonMapper.create();

    static Stream<Map.Entry<String, Object>> json() {
        return SampleMessages.json().entrySet().stream();
    }

    @ParameterizedTest
    @MethodSource("json")
    void shouldReadAndWriteJson(Map.Entry<String, Object> sample) throws IOException {
        // Given
        Class<?> type = family(sample.getValue());
        String written = mapper.writerFor(type).withDefaultPrettyPrinter().writeValueAsString(sample.getValue()) + "\n";

        // When
        String golden = golden(sample.getKey() + ".json", written);

        // Then
        assertThat(written).isEqualTo(golden);
        assertThat((Object) JsonCodec.of(type).decode("t", golden.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(sample.getValue());
        assertThat(JsonCodec.of(type).decode("t", encode(type, sample.getValue())))
                .isEqualTo(sample.getValue());
    }

    @Test
    void shouldReadAndWritePseudoLabels() throws IOException {
        // Given
        PseudoLabelsCodec codec = new PseudoLabelsCodec();
        String written = hex(codec.encode(SampleMessages.pseudoLabels()));

        // When
        String golden = golden("pseudo-labels.hex", written);

        // Then
        assertThat(written).isEqualTo(golden);
        assertThat(codec.decode("t", bytes(golden))).isEqualTo(SampleMessages.pseudoLabels());
    }

    @Test
    void shouldReadAndWritePredictions() throws IOException {
        // Given
        PredictionsCodec codec = new PredictionsCodec();
        String written = hex(codec.encode(SampleMessages.predictions()));

        // When
        String golden = golden("predictions.hex", written);

        // Then
        assertThat(written).isEqualTo(golden);
        assertThat(codec.decode("t", bytes(golden))).isEqualTo(SampleMessages.predictions());
    }

    @Test
    void shouldReadAnswersOfLabelersThatDidNotSayWhatComputed() throws IOException {
        // Given: as they were written before there was such a field
        String labels = Files.readString(GOLDEN.resolve("pseudo-labels-without-execution.hex"));
        String predictions = Files.readString(GOLDEN.resolve("predictions-without-execution.hex"));
        byte[] progress = Files.readAllBytes(GOLDEN.resolve("task-completed-without-execution.json"));

        // When, Then
        PseudoLabels read = new PseudoLabelsCodec().decode("t", bytes(labels));
        assertThat(read.execution()).isNull();
        assertThat(read.probabilities()).isEqualTo(SampleMessages.pseudoLabels().probabilities());
        assertThat(hex(new PseudoLabelsCodec().encode(read))).isEqualTo(labels);
        assertThat(new PredictionsCodec().decode("t", bytes(predictions)).execution())
                .isNull();
        assertThat(JsonCodec.of(TaskCompleted.class).decode("t", progress).execution())
                .isNull();
    }

    /** The sealed interface that a message belongs to, which is what its codec is made for, or its own class. */
    private static Class<?> family(Object value) {
        Class<?> outer = value.getClass().getEnclosingClass();
        return outer == null ? value.getClass() : outer;
    }

    private static <T> byte[] encode(Class<T> type, Object value) {
        return JsonCodec.of(type).encode(type.cast(value));
    }

    private static String golden(String name, String written) throws IOException {
        Path file = GOLDEN.resolve(name);
        if (WRITE) {
            Files.createDirectories(GOLDEN);
            Files.writeString(file, written);
        }
        return Files.readString(file);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes).replaceAll("(.{64})", "$1\n").stripTrailing() + "\n";
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace("\n", ""));
    }
}
