package io.noisystudent.contracts.codec;

import com.google.protobuf.InvalidProtocolBufferException;
import io.noisystudent.contracts.codec.v1.Probabilities;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.EvaluationTask;
import io.noisystudent.contracts.event.Predictions;
import io.noisystudent.contracts.event.ProbabilityMatrix;
import io.noisystudent.contracts.event.PseudoLabels;
import io.noisystudent.contracts.event.SamplePositions;
import io.noisystudent.contracts.log.LogRange;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

class ProtobufCodecsTest {
    private final PseudoLabelsCodec codec = new PseudoLabelsCodec();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 128})
    void shouldKeepEveryProbabilityUpTo128Classes(int classes) {
        // Given
        ProbabilityMatrix labels = random(50, classes);

        // When / Then
        assertThat(roundTrip(labels)).isEqualTo(labels);
    }

    @Test
    void shouldSayThatAnEvaluationFailedSoThatOldReadersRefuseTheAnswer() throws InvalidProtocolBufferException {
        // Given
        EvaluationTask task =
                new EvaluationTask("2-e-17-0", "2", SampleMessages.MODEL, new LogRange("animals.labeled", 0, 0, 99));
        Predictions failed = Predictions.failed(task, SampleMessages.FAILURE);
        PredictionsCodec predictions = new PredictionsCodec();

        // When
        byte[] bytes = predictions.encode(failed);

        // Then
        assertThat(predictions.decode("t", bytes)).isEqualTo(failed);
        byte[] asTheyReadIt = io.noisystudent.contracts.codec.v1.Predictions.parseFrom(bytes).toBuilder()
                .clearFailure()
                .build()
                .toByteArray();
        assertThatExceptionOfType(NoisyStudentException.class)
                .isThrownBy(() -> predictions.decode("t", asTheyReadIt))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.BAD_MESSAGE));
    }

    @ParameterizedTest
    @ValueSource(ints = {129, 1000})
    void shouldKeepTheTop16AndTheMassOfTheRestAbove128Classes(int classes) {
        // Given
        ProbabilityMatrix labels = random(20, classes);

        // When
        ProbabilityMatrix read = roundTrip(labels);

        // Then
        for (int row = 0; row < labels.rows(); row++) {
            int r = row;
            List<Integer> top = IntStream.range(0, classes)
                    .boxed()
                    .sorted((a, b) -> Float.compare(labels.at(r, b), labels.at(r, a)))
                    .limit(16)
                    .toList();
            double others = 1;
            for (int label : top) {
                assertThat(read.at(row, label)).isEqualTo(labels.at(row, label));
                others -= labels.at(row, label);
            }
            for (int label = 0; label < classes; label++) {
                if (!top.contains(label)) {
                    assertThat((double) read.at(row, label)).isCloseTo(others / (classes - 16), within(1e-7));
                }
            }
        }
    }

    @Test
    void shouldPackItsColumns() {
        // Given
        int rows = 2048;
        ProbabilityMatrix labels = random(rows, 10);

        // When
        byte[] bytes = codec.encode(withProbabilities(labels));

        // Then: ten floats, two bytes of offset and one of index for each sample
        assertThat(bytes.length).isLessThan(rows * (10 * 4 + 3) + 300);
    }

    static Stream<UnaryOperator<io.noisystudent.contracts.codec.v1.PseudoLabels.Builder>> nonsense() {
        return Stream.of(
                m -> m.clearTaskId(),
                m -> m.clearModel(),
                m -> m.clearRange(),
                m -> m.setRange(m.getRange().toBuilder().setTo(1)),
                m -> m.setBins(7),
                m -> m.addRejected(1),
                m -> m.setRejected(0, -1),
                m -> m.setAcceptedAt(m.getAcceptedAt().toBuilder().addIndexes(1)),
                m -> m.setAcceptedAt(m.getAcceptedAt().toBuilder().setRelativeOffsets(0, 2048)),
                m -> m.setAcceptedAt(m.getAcceptedAt().toBuilder().setRelativeOffsets(0, -1)),
                m -> m.setUnreadable(m.getUnreadable().toBuilder().addCodes("X")),
                m -> m.clearProbabilities(),
                m -> m.setProbabilities(m.getProbabilities().toBuilder().addValues(0)),
                m -> m.setProbabilities(m.getProbabilities().toBuilder().setValues(0, Float.NaN)),
                m -> m.setProbabilities(m.getProbabilities().toBuilder().setValues(0, -0.5f)),
                m -> m.setProbabilities(m.getProbabilities().toBuilder().setValues(0, 1.5f)),
                m -> m.setProbabilities(m.getProbabilities().toBuilder().setKept(0)),
                m -> m.setProbabilities(m.getProbabilities().toBuilder().setKept(4)),
                m -> m.setProbabilities(huge()),
                m -> m.setProbabilities(m.getProbabilities().toBuilder().setClasses(-1)));
    }

    @ParameterizedTest
    @MethodSource("nonsense")
    void shouldRefuseNonsense(UnaryOperator<io.noisystudent.contracts.codec.v1.PseudoLabels.Builder> change)
            throws Exception {
        // Given
        byte[] valid = codec.encode(SampleMessages.pseudoLabels());
        byte[] bytes = change.apply(io.noisystudent.contracts.codec.v1.PseudoLabels.parseFrom(valid).toBuilder())
                .build()
                .toByteArray();

        // When / Then
        assertThatExceptionOfType(NoisyStudentException.class)
                .isThrownBy(() -> codec.decode("animals.pseudo-labels", bytes))
                .withMessageContaining("animals.pseudo-labels")
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_MESSAGE));
    }

    @Test
    void shouldRefuseBytesThatAreNoProtobufOrCutShort() {
        // Given
        byte[] valid = codec.encode(SampleMessages.pseudoLabels());
        Random random = new Random(1);

        // When / Then: whatever happens to the bytes, they are read or refused, and nothing else
        for (int i = 0; i < 2000; i++) {
            byte[] broken = java.util.Arrays.copyOf(valid, random.nextInt(valid.length));
            if (broken.length > 0) {
                broken[random.nextInt(broken.length)] = (byte) random.nextInt();
            }
            try {
                codec.decode("t", broken);
            } catch (NoisyStudentException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.BAD_MESSAGE);
            }
        }
    }

    @Test
    void shouldDescribeAMessageInItsHeaders() {
        // When
        var headers = CloudEventHeaders.of(
                SampleMessages.json().get("generation-promoted"), "g-2", "/teacher-service/animals", SampleMessages.AT);
        var bulky = CloudEventHeaders.of(SampleMessages.pseudoLabels(), "2-7", "/labeler", SampleMessages.AT);

        // Then
        assertThat(Stream.of(headers.toArray()).map(header -> header.key() + "=" + text(header)))
                .containsExactly(
                        "ce_specversion=1.0",
                        "ce_id=g-2",
                        "ce_type=io.noisystudent.GenerationState.Promoted",
                        "ce_source=/teacher-service/animals",
                        "ce_time=2026-01-02T03:04:05.678Z",
                        "content-type=application/json");
        assertThat(text(bulky.lastHeader("content-type"))).isEqualTo("application/protobuf");
        assertThat(text(bulky.lastHeader("ce_type"))).isEqualTo("io.noisystudent.PseudoLabels");
    }

    private static String text(Header header) {
        return new String(header.value(), StandardCharsets.UTF_8);
    }

    private ProbabilityMatrix roundTrip(ProbabilityMatrix labels) {
        return codec.decode("t", codec.encode(withProbabilities(labels))).probabilities();
    }

    private static PseudoLabels withProbabilities(ProbabilityMatrix labels) {
        int rows = labels.rows();
        PseudoLabels sample = SampleMessages.pseudoLabels();
        return new PseudoLabels(
                sample.taskId(),
                sample.generation(),
                sample.model(),
                sample.range(),
                new SamplePositions(
                        IntStream.range(0, rows).mapToLong(row -> 4096 + row).toArray(), new int[rows]),
                labels,
                SampleMessages.histogram(labels.classes(), 0),
                List.of(),
                sample.execution());
    }

    /** A few bytes that would fill 8 GB. */
    private static Probabilities huge() {
        Probabilities.Builder columns =
                Probabilities.newBuilder().setClasses(2_000_000_000).setKept(1);
        return columns.addValues(1).addIndexes(0).addRest(0).build();
    }

    private static ProbabilityMatrix random(int rows, int classes) {
        Random random = new Random(rows * 31L + classes);
        float[] values = new float[rows * classes];
        for (int row = 0; row < rows; row++) {
            double sum = 0;
            for (int i = row * classes; i < (row + 1) * classes; i++) {
                values[i] = (float) Math.exp(3 * random.nextGaussian());
                sum += values[i];
            }
            for (int i = row * classes; i < (row + 1) * classes; i++) {
                values[i] /= (float) sum;
            }
        }
        return new ProbabilityMatrix(classes, values);
    }
}
