package io.noisystudent.labeler.messaging;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.noisystudent.contracts.codec.JsonCodec;
import io.noisystudent.contracts.codec.MessageCodec;
import io.noisystudent.contracts.codec.PredictionsCodec;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.EvaluationTask;
import io.noisystudent.contracts.event.LabelingTask;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.event.TaskCompleted;
import io.noisystudent.contracts.event.TaskFailure;
import io.noisystudent.contracts.log.LogRange;
import io.noisystudent.contracts.retry.Backoff;
import io.noisystudent.contracts.sample.InboundRecordParser;
import io.noisystudent.contracts.topic.Topics;
import io.noisystudent.kafka.trace.RecordSpan;
import io.noisystudent.kafka.trace.RecordTracing;
import io.noisystudent.labeler.evaluation.Evaluating;
import io.noisystudent.labeler.evaluation.LatencyProbe;
import io.noisystudent.labeler.inference.Admission;
import io.noisystudent.labeler.inference.InferenceLimits;
import io.noisystudent.labeler.labeling.Labeling;
import io.noisystudent.labeler.metrics.LabelerMetrics;
import io.noisystudent.labeler.models.ModelCache;
import io.noisystudent.labeler.models.ModelFiles;
import io.noisystudent.labeler.models.ModelLoader;
import io.noisystudent.labeler.models.Teacher;
import io.noisystudent.labeler.stages.BatchPipeline;
import io.noisystudent.labeler.stages.BatchWorkers;
import io.noisystudent.labeler.stages.RecordStream;
import io.noisystudent.labeler.testing.Images;
import io.noisystudent.labeler.testing.TinyModels;
import io.noisystudent.labeler.testing.TopicLog;
import io.noisystudent.registryclient.RegistryClient;
import io.noisystudent.testkit.registry.FakeRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Whatever happens to a task of either kind, it is reported: in an answer, or in the health of the labeler. */
class TaskWaysOutTest {
    private static final Topics TOPICS = new Topics("shapes");
    private static final ModelRef MODEL = new ModelRef("shapes", 1);
    private static final String NAME = "tasks";
    private static final String ID = "1-0";
    private static final int ATTEMPTS = 3;

    /** No attempt can end otherwise. */
    private static final Set<ErrorCode> HOPELESS = EnumSet.of(
            ErrorCode.BAD_MESSAGE,
            ErrorCode.BAD_NAME,
            ErrorCode.BAD_PATH,
            ErrorCode.LINEAGE_EXPIRED,
            ErrorCode.LOG_RESET,
            ErrorCode.NO_PROBABILITIES,
            ErrorCode.TOO_LARGE);

    /** They may pass, or be the task's own fault. */
    private static final Set<ErrorCode> SELF_CAUSED = EnumSet.of(
            ErrorCode.INTERNAL,
            ErrorCode.OUT_OF_MEMORY,
            ErrorCode.DEVICE_MEMORY,
            ErrorCode.TRIAL_RUN_FAILED,
            ErrorCode.NOT_FOUND,
            ErrorCode.SIGNATURE_MISMATCH);

    @TempDir
    private static Path directory;

    private static final TopicLog LOG = new TopicLog("shapes.images");
    private static final InboundRecordParser PARSER = new InboundRecordParser(TinyModels.pipeline("shapes"));
    private static FakeRegistry registry;
    private static ModelCache models;
    private static BatchWorkers workers;
    private static BatchPipeline pipeline;
    private static LabelerMetrics metrics;

    private final Waiting waiting = new Waiting();
    private final RecordSpan span =
            new RecordTracing(OpenTelemetry.noop()).process(new RecordHeaders(), TOPICS.labelingTasks());
    private @Nullable NoisyStudentException obstacle;
    private int obstructed = Integer.MAX_VALUE;
    private Runnable onObstacle = () -> {};
    private int reads;
    private @Nullable Attempts<?> running;

    /** What a labeler is asked to do. */
    private enum Kind {
        LABELING,
        EVALUATION
    }

    static Stream<Arguments> reasons() {
        return Arrays.stream(Kind.values()).flatMap(kind -> Arrays.stream(ErrorCode.values())
                .filter(code -> code != ErrorCode.DEVICE_FAILED)
                .map(code -> Arguments.of(kind, code)));
    }

    /** The process ends, so that it must not be tried again here. */
    @ParameterizedTest
    @EnumSource
    void shouldGoToAnotherLabelerWhenTheDeviceFailed(Kind kind) {
        // Given
        NoisyStudentException reason = new NoisyStudentException(ErrorCode.DEVICE_FAILED, "cuda:0", "CUDA failure 700");
        obstacle = reason;

        // When, Then
        assertThatThrownBy(() -> answer(kind, task(kind, MODEL))).isSameAs(reason);
        assertThat(reads).isEqualTo(1);
        assertThat(waiting.reasons()).isEmpty();
    }

    @BeforeAll
    static void start() {
        LOG.append("a", Images.png(0), Map.of("label", "dark", "split", "test"));
        registry = new FakeRegistry(TinyModels.CLASSES);
        registry.put(MODEL, TinyModels.onnx(1));
        ModelFiles files = new ModelFiles(directory, 1 << 20, new RegistryClient(registry.uri()), Clock.systemUTC());
        models = new ModelCache(
                new ModelLoader(files, TinyModels.DEVICES, Images.SHAPE, TinyModels.CLASSES, TinyModels.NO_GUARD),
                2,
                ModelCache.Swap.WHILE_OTHERS_WORK);
        workers = new BatchWorkers(1);
        pipeline = new BatchPipeline(workers, 4, (rows, capacity) -> {});
        metrics = new LabelerMetrics(
                new SimpleMeterRegistry(),
                models,
                new Teacher("shapes", Optional::empty, models, System::nanoTime, Runnable::run),
                new Admission(new InferenceLimits(1, 1, 1, 1, 1, Duration.ZERO)));
    }

    @AfterAll
    static void stop() {
        pipeline.close();
        workers.close();
        models.close();
        registry.close();
    }

    @AfterEach
    void close() {
        span.close();
    }

    @ParameterizedTest
    @EnumSource
    void shouldBeAnswered(Kind kind) throws InterruptedException {
        assertThat(failure(answer(kind, task(kind, MODEL)))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("reasons")
    void shouldBeAnsweredAsSoonAsItCanBeDone(Kind kind, ErrorCode code) throws InterruptedException {
        // Given
        obstacle = new NoisyStudentException(code, "subject", "detail");
        obstructed = ATTEMPTS - 1;

        // When
        Optional<TaskFailure> failure = failure(answer(kind, task(kind, MODEL)));

        // Then
        assertThat(failure.isPresent()).isEqualTo(HOPELESS.contains(code));
        assertThat(waiting.reasons())
                .as("nothing waits, so the labeler is ready")
                .isEmpty();
    }

    /** Readiness reports what a task waits for; when the labeler stops, another one gets the task. */
    @ParameterizedTest
    @MethodSource("reasons")
    void shouldBeAnsweredAsFailedOrWaitInSight(Kind kind, ErrorCode code) throws InterruptedException {
        // Given
        NoisyStudentException reason = new NoisyStudentException(code, "subject", "detail");
        obstacle = reason;
        onObstacle = () -> {
            if (reads == 2 * ATTEMPTS) {
                assertThat(waiting.reasons()).containsEntry(NAME, reason);
                requireNonNull(running).stop();
            }
        };

        // When, Then
        if (HOPELESS.contains(code) || SELF_CAUSED.contains(code)) {
            assertThat(failure(answer(kind, task(kind, MODEL)))).contains(new TaskFailure(code, "subject: detail"));
        } else {
            assertThatThrownBy(() -> answer(kind, task(kind, MODEL))).isSameAs(reason);
        }
        assertThat(waiting.reasons()).isEmpty();
    }

    /** It waits in sight for a while, as for every other reason, and then lets those behind it go on. */
    @ParameterizedTest
    @EnumSource
    void shouldBeAnsweredAsFailedForAnUnknownModel(Kind kind) throws InterruptedException {
        // Given
        ModelRef absent = new ModelRef("shapes", kind == Kind.LABELING ? 10 : 11);

        // When
        Optional<TaskFailure> failure = failure(answer(kind, task(kind, absent)));

        // Then
        assertThat(failure.map(TaskFailure::code)).contains(ErrorCode.NOT_FOUND);
        assertThat(waiting.reasons()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void shouldBeAnsweredByItsKeyWhenItCannotBeRead(Kind kind) throws InterruptedException {
        for (String value : List.of("{no task", "", "{}")) {
            // When
            Attempts.Answer answer = answer(kind, value.getBytes(StandardCharsets.UTF_8));

            // Then
            assertThat(failure(answer).map(TaskFailure::code)).contains(ErrorCode.BAD_MESSAGE);
            assertThat(topics(answer)).containsExactly(topic(kind), TOPICS.deadLetters());
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldBeAnsweredAsFailedWhenTheBrokerTakesNoAnswer(Kind kind) throws InterruptedException {
        // Given
        NoisyStudentException refusal = new NoisyStudentException(ErrorCode.TOO_LARGE, "answers", "too many bytes");

        // When
        Attempts.Answer failed = answer(kind, task(kind, MODEL)).refused().apply(refusal);
        Attempts.Answer withoutLetter = failed.refused().apply(refusal);

        // Then
        assertThat(failure(failed)).contains(new TaskFailure(ErrorCode.TOO_LARGE, "answers: too many bytes"));
        assertThat(failure(withoutLetter)).isEqualTo(failure(failed));
        assertThat(topics(withoutLetter)).containsExactly(topic(kind));
    }

    private static byte[] task(Kind kind, ModelRef model) {
        return switch (kind) {
            case LABELING -> JsonCodec.of(LabelingTask.class).encode(new LabelingTask(ID, 1, model, LOG.all(), 0.3));
            case EVALUATION -> JsonCodec.of(EvaluationTask.class).encode(new EvaluationTask(ID, "1", model, LOG.all()));
        };
    }

    private Attempts.Answer answer(Kind kind, byte[] value) throws InterruptedException {
        return switch (kind) {
            case LABELING ->
                answer(
                        value,
                        JsonCodec.of(LabelingTask.class),
                        new LabelingTasks(
                                new Labeling(this::open, pipeline, PARSER, "labeler-1", 1 << 20),
                                models,
                                TOPICS,
                                metrics));
            case EVALUATION ->
                answer(
                        value,
                        JsonCodec.of(EvaluationTask.class),
                        new EvaluationTasks(
                                new Evaluating(
                                        this::open, pipeline, PARSER, new LatencyProbe(4, System::nanoTime), 1 << 20),
                                models,
                                TOPICS,
                                metrics));
        };
    }

    private <T> Attempts.Answer answer(byte[] value, MessageCodec<T> codec, Attempts.Answering<T> answering)
            throws InterruptedException {
        Attempts<T> attempts = new Attempts<>(
                new Attempts.Kind<>(NAME, codec, TOPICS.deadLetters(), "/labeler-service/it"),
                metrics,
                waiting,
                new Attempts.Patience(new Backoff(Duration.ofMillis(1), Duration.ofMillis(1)), ATTEMPTS));
        running = attempts;
        byte[] key = ID.getBytes(StandardCharsets.UTF_8);
        return attempts.answer(
                new ConsumerRecord<>(TOPICS.labelingTasks(), 0, 0, key, value), span, answering, () -> {});
    }

    private RecordStream open(LogRange range) {
        reads++;
        if (obstacle != null && reads <= obstructed) {
            onObstacle.run();
            throw obstacle;
        }
        return LOG.open(range);
    }

    /** What is said to who asked, under the id of the task. */
    private static Optional<TaskFailure> failure(Attempts.Answer answer) {
        for (Message<byte[]> message : answer.messages()) {
            OutgoingKafkaRecordMetadata<?> record = metadata(message);
            boolean progress = record.getTopic().equals(TOPICS.labelingProgress());
            if (progress || record.getTopic().equals(TOPICS.evaluations())) {
                assertThat(record.getKey()).isEqualTo(ID.getBytes(StandardCharsets.UTF_8));
                return Optional.ofNullable(
                        progress
                                ? JsonCodec.of(TaskCompleted.class)
                                        .decode("t", message.getPayload())
                                        .failure()
                                : new PredictionsCodec()
                                        .decode("t", message.getPayload())
                                        .failure());
            }
        }
        throw new AssertionError("no answer was sent: " + topics(answer));
    }

    private static String topic(Kind kind) {
        return kind == Kind.LABELING ? TOPICS.labelingProgress() : TOPICS.evaluations();
    }

    private static List<String> topics(Attempts.Answer answer) {
        return answer.messages().stream()
                .map(message -> metadata(message).getTopic())
                .toList();
    }

    private static OutgoingKafkaRecordMetadata<?> metadata(Message<byte[]> message) {
        return message.getMetadata(OutgoingKafkaRecordMetadata.class).orElseThrow();
    }
}
