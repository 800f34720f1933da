package io.noisystudent.labeler.messaging;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.noisystudent.contracts.codec.JsonCodec;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.LabelingTask;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.event.TaskCompleted;
import io.noisystudent.contracts.event.TaskFailure;
import io.noisystudent.contracts.log.LogRange;
import io.noisystudent.contracts.retry.Backoff;
import io.noisystudent.kafka.trace.RecordSpan;
import io.noisystudent.kafka.trace.RecordTracing;
import io.noisystudent.labeler.inference.Admission;
import io.noisystudent.labeler.inference.InferenceLimits;
import io.noisystudent.labeler.metrics.LabelerMetrics;
import io.noisystudent.labeler.models.ModelCache;
import io.noisystudent.labeler.models.ModelFiles;
import io.noisystudent.labeler.models.ModelLoader;
import io.noisystudent.labeler.models.Teacher;
import io.noisystudent.labeler.testing.Images;
import io.noisystudent.labeler.testing.TinyModels;
import io.noisystudent.registryclient.RegistryClient;
import io.opentelemetry.api.OpenTelemetry;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class AttemptsTest {
    private static final JsonCodec<LabelingTask> CODEC = JsonCodec.of(LabelingTask.class);
    private static final LabelingTask TASK =
            new LabelingTask("1-0", 1, new ModelRef("shapes", 1), new LogRange("shapes.unlabeled", 0, 0, 10), 0.3);

    @TempDir
    private Path directory;

    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final Waiting waiting = new Waiting();
    private final RecordSpan span =
            new RecordTracing(OpenTelemetry.noop()).process(new RecordHeaders(), "shapes.labeling-tasks");
    private final List<Map<String, NoisyStudentException>> seen = new ArrayList<>();

    @AfterEach
    void close() {
        span.close();
    }

    @Test
    void shouldTryATaskAgainThatFailedUnexpectedly() throws InterruptedException {
        // When
        Attempts.Answer answer =
                attempts().answer(record(CODEC.encode(TASK)), span, answering(this::failingOnce), () -> {});

        // Then
        assertThat(answer.messages()).hasSize(1);
        assertThat(seen).hasSize(2);
        assertThat(seen.get(1).get("labeling")).satisfies(reason -> {
            assertThat(reason.code()).isEqualTo(ErrorCode.INTERNAL);
            assertThat(reason.describe()).contains("shapes.labeling-tasks", "a bug");
        });
        assertThat(waiting.reasons()).isEmpty();
        assertThat(meters.get("noisystudent.task.retries")
                        .tag("code", "INTERNAL")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    private Runnable failingOnce(LabelingTask task, Outputs outputs) {
        seen.add(waiting.reasons());
        outputs.event("shapes.labeling-progress", task.id(), task, CODEC);
        if (seen.size() == 1) {
            throw new IllegalStateException("a bug");
        }
        return () -> {};
    }

    @Test
    void shouldSetAsideWhatIsNoTask() throws InterruptedException {
        // When
        Attempts.Answer answer = attempts()
                .answer(
                        record("{no task".getBytes(StandardCharsets.UTF_8)),
                        span,
                        answering((task, outputs) -> {
                            throw new AssertionError("there is nothing to answer");
                        }),
                        () -> {});

        // Then
        assertThat(topics(answer)).containsExactly("shapes.dead-letters");
        answer.counted().run();
        assertThat(meters.get("noisystudent.dead.letters")
                        .tag("code", "BAD_MESSAGE")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void shouldGiveUpATaskThatFailsUnexpectedlyEachTime() throws InterruptedException {
        for (Throwable cause : List.of(
                new IllegalStateException("a bug"),
                new OutOfMemoryError("Java heap space"),
                new NoClassDefFoundError("io/example/Missing"))) {
            // When
            seen.clear();
            Attempts.Answer answer = attempts()
                    .answer(
                            record(CODEC.encode(TASK)),
                            span,
                            answering((task, outputs) -> {
                                seen.add(waiting.reasons());
                                if (cause instanceof Error error) {
                                    throw error;
                                }
                                throw (RuntimeException) cause;
                            }),
                            () -> {});

            // Then
            assertThat(seen).hasSize(3);
            assertFailed(answer, cause instanceof OutOfMemoryError ? ErrorCode.OUT_OF_MEMORY : ErrorCode.INTERNAL);
        }
    }

    /** Of a model that is not registered, or of another pipeline: those after it must not wait for ever. */
    @ParameterizedTest
    @EnumSource(
            value = ErrorCode.class,
            names = {"NOT_FOUND", "SIGNATURE_MISMATCH"})
    void shouldGiveUpATaskWhoseModelNeverFits(ErrorCode code) throws InterruptedException {
        // When
        Attempts.Answer answer = attempts()
                .answer(
                        record(CODEC.encode(TASK)),
                        span,
                        answering((task, outputs) -> {
                            seen.add(waiting.reasons());
                            if (seen.size() > 10) {
                                throw new AssertionError("it is tried for ever");
                            }
                            throw new NoisyStudentException(code, "shapes/1", "the registry has no such version");
                        }),
                        () -> {});

        // Then
        assertThat(seen).hasSize(3);
        assertFailed(answer, code);
        assertThat(topics(answer)).containsExactly("shapes.labeling-progress", "shapes.dead-letters");
    }

    @Test
    void shouldAnswerAsFailedWhatTheBrokerRefuses() throws InterruptedException {
        // Given
        Attempts.Answer answer = attempts()
                .answer(
                        record(CODEC.encode(TASK)),
                        span,
                        answering((task, outputs) -> {
                            outputs.event("shapes.pseudo-labels", task.id(), task, CODEC);
                            return () -> {};
                        }),
                        () -> {});
        NoisyStudentException refusal = new NoisyStudentException(ErrorCode.TOO_LARGE, "answers", "too many bytes");

        // When
        Attempts.Answer failed = answer.refused().apply(refusal);
        Attempts.Answer withoutLetter = failed.refused().apply(refusal);

        // Then
        assertFailed(failed, ErrorCode.TOO_LARGE);
        assertThat(topics(failed)).containsExactly("shapes.labeling-progress", "shapes.dead-letters");
        assertThat(topics(withoutLetter)).containsExactly("shapes.labeling-progress");
        assertThatThrownBy(() -> withoutLetter.refused().apply(refusal)).isSameAs(refusal);
    }

    private static void assertFailed(Attempts.Answer answer, ErrorCode code) {
        TaskFailure failure = JsonCodec.of(TaskCompleted.class)
                .decode("t", answer.messages().get(0).getPayload())
                .failure();
        assertThat(failure).isNotNull();
        assertThat(failure.code()).isEqualTo(code);
    }

    private static List<String> topics(Attempts.Answer answer) {
        return answer.messages().stream()
                .map(message -> message.getMetadata(OutgoingKafkaRecordMetadata.class)
                        .orElseThrow()
                        .getTopic())
                .toList();
    }

    private static Attempts.Answering<LabelingTask> answering(BiFunction<LabelingTask, Outputs, Runnable> answer) {
        return new Attempts.Answering<>() {
            @Override
            public Runnable answer(LabelingTask task, Outputs outputs, Runnable onRead) {
                return answer.apply(task, outputs);
            }

            @Override
            public void fail(LabelingTask task, TaskFailure failure, Outputs outputs) {
                outputs.event(
                        "shapes.labeling-progress",
                        task.id(),
                        TaskCompleted.failed(task, failure, "it"),
                        JsonCodec.of(TaskCompleted.class));
            }

            @Override
            public void refuse(String task, TaskFailure failure, Outputs outputs) {
                throw new AssertionError("an answer that is not expected");
            }
        };
    }

    @Test
    void shouldThrowWhatFailsOnceItIsStopped() {
        // Given
        Attempts<LabelingTask> attempts = attempts();
        attempts.stop();

        // When, Then
        assertThatThrownBy(
                        () -> attempts.answer(record(CODEC.encode(TASK)), span, answering(this::failingOnce), () -> {}))
                .hasRootCauseMessage("a bug");
        assertThat(seen).hasSize(1);
    }

    private Attempts<LabelingTask> attempts() {
        RegistryClient registry = new RegistryClient(URI.create("http://localhost:1"));
        ModelFiles files = new ModelFiles(directory, 1, registry, Clock.systemUTC());
        ModelLoader loader =
                new ModelLoader(files, TinyModels.DEVICES, Images.SHAPE, TinyModels.CLASSES, TinyModels.NO_GUARD);
        ModelCache models = new ModelCache(loader, 1, ModelCache.Swap.WHILE_OTHERS_WORK);
        Admission admission = new Admission(new InferenceLimits(1, 1, 1, 1, 1, Duration.ZERO));
        LabelerMetrics metrics = new LabelerMetrics(
                meters,
                models,
                new Teacher("shapes", Optional::empty, models, System::nanoTime, Runnable::run),
                admission);
        return new Attempts<>(
                new Attempts.Kind<>("labeling", CODEC, "shapes.dead-letters", "/labeler-service/it"),
                metrics,
                waiting,
                new Attempts.Patience(new Backoff(Duration.ofMillis(1), Duration.ofMillis(1)), 3));
    }

    private static ConsumerRecord<byte[], byte[]> record(byte[] value) {
        return new ConsumerRecord<>("shapes.labeling-tasks", 0, 0, new byte[0], value);
    }
}
