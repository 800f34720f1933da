package io.noisystudent.trainer.messaging;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.noisystudent.contracts.codec.JsonCodec;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.event.TrainingData;
import io.noisystudent.contracts.event.TrainingProgress;
import io.noisystudent.contracts.event.TrainingProgress.Completed;
import io.noisystudent.contracts.event.TrainingProgress.Failed;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.contracts.log.LogRange;
import io.noisystudent.contracts.registry.RegistryClient;
import io.noisystudent.learning.training.Precision;
import io.noisystudent.trainer.checkpoint.CheckpointArchive;
import io.noisystudent.trainer.dataset.CacheSpace;
import io.noisystudent.trainer.dataset.RangeSource;
import io.noisystudent.trainer.testing.Images;
import io.noisystudent.trainer.testing.InMemoryLog;
import io.noisystudent.trainer.testing.RegistryServer;
import io.noisystudent.trainer.testing.Shapes;
import io.noisystudent.trainer.training.Activity;
import io.noisystudent.trainer.training.MachineShare;
import io.noisystudent.trainer.training.Patience;
import io.noisystudent.trainer.training.StopSignal;
import io.noisystudent.trainer.training.StudentRegistration;
import io.noisystudent.trainer.training.StudentTraining;
import io.noisystudent.trainer.training.TrainerStatus.State;
import io.opentelemetry.api.OpenTelemetry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class TrainingRequestHandlerTest {
    @TempDir
    private Path directory;

    private final InMemoryLog log = new InMemoryLog();
    private final RegistryServer registry = new RegistryServer();
    private final StopSignal stop = new StopSignal();
    private final Activity activity = new Activity();
    private final List<TrainingProgress> told = new ArrayList<>();
    private Shift shift = Shift.endless();

    @BeforeEach
    void fill() {
        log.append(Shapes.TOPICS.labeled(), "a", Images.png(0), Map.of("label", "dark", "split", "train"));
        log.append(Shapes.TOPICS.labeled(), "b", Images.png(1), Map.of("label", "light", "split", "train"));
    }

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void shouldAcknowledgeWhatIsAnswered() {
        // When
        boolean acknowledged = isAcknowledged(log);

        // Then
        assertThat(acknowledged).isTrue();
        assertThat(told.get(told.size() - 1)).isInstanceOf(Completed.class);
        assertThat(registry.versions()).hasSize(1);
        assertThat(activity.now().state()).isEqualTo(State.IDLE);
    }

    @Test
    void shouldLeaveAnInterruptedRequestToTheNextTrainer() {
        // Given
        RangeSource stopsWhileItReads = (range, handler) -> {
            stop.request();
            log.read(range, handler);
        };

        // When
        boolean acknowledged = isAcknowledged(stopsWhileItReads);

        // Then
        assertThat(acknowledged).isFalse();
        assertThat(told).hasSize(1).allMatch(progress -> progress instanceof TrainingProgress.Running);
        assertThat(registry.versions()).isEmpty();
    }

    @Test
    void shouldNotBeginWhenItIsStopping() {
        // Given
        stop.request();

        // When / Then
        assertThat(isAcknowledged(log)).isFalse();
        assertThat(told).isEmpty();
    }

    @Test
    void shouldAnswerEvenWhatShouldNotHappen() {
        // Given
        RangeSource broken = (range, handler) -> {
            throw new IllegalStateException("a bug");
        };

        // When
        boolean acknowledged = isAcknowledged(broken);

        // Then
        assertThat(acknowledged).isTrue();
        Failed failed = (Failed) told.get(told.size() - 1);
        assertThat(failed.code()).isEqualTo(ErrorCode.INTERNAL);
        assertThat(failed.detail()).contains("a bug");
    }

    @Test
    void shouldTakeOneRequestAndEnd() {
        // Given
        AtomicInteger exits = new AtomicInteger();
        shift = Shift.single(Duration.ofHours(1), exits::incrementAndGet);

        // When
        boolean first = isAcknowledged(log);
        boolean second = isAcknowledged(log);

        // Then
        assertThat(first).isTrue();
        assertThat(second).isFalse();
        assertThat(exits).hasValue(1);
        assertThat(told).filteredOn(Completed.class::isInstance).hasSize(1);
    }

    @Test
    void shouldNotEndForWhatIsNoRequest() {
        // Given
        AtomicInteger exits = new AtomicInteger();
        shift = Shift.single(Duration.ofHours(1), exits::incrementAndGet);

        // When
        handler(log).handle(Message.of(new byte[] {1})).toCompletableFuture().join();

        // Then
        assertThat(exits).hasValue(0);
        assertThat(isAcknowledged(log)).isTrue();
        assertThat(exits).hasValue(1);
    }

    private boolean isAcknowledged(RangeSource source) {
        LogRange labeled = log.all(Shapes.TOPICS.labeled());
        TrainingRequest request = Shapes.request("r", TrainingData.supervised(List.of(labeled)));
        AtomicBoolean acknowledged = new AtomicBoolean();
        byte[] payload = JsonCodec.of(TrainingRequest.class).encode(request);
        handler(source)
                .handle(Message.of(payload, () -> {
                    acknowledged.set(true);
                    return CompletableFuture.completedFuture(null);
                }))
                .toCompletableFuture()
                .join();
        return acknowledged.get();
    }

    private TrainingRequestHandler handler(RangeSource source) {
        Patience patience = new Patience(stop, Duration.ofMillis(1), Duration.ofMillis(1));
        MachineShare machine = new MachineShare(1, 1, Precision.FP32);
        TrainingRun run = new TrainingRun(
                new StudentTraining(
                        Shapes.PIPELINE,
                        source,
                        Shapes.NO_TEACHERS,
                        CacheSpace.unlimited(directory),
                        machine,
                        new CheckpointArchive(Optional::empty, directory, Duration.ZERO, System::nanoTime)),
                new StudentRegistration(new RegistryClient(registry.uri()), patience, directory, Map.of()),
                patience,
                stop,
                new Told(),
                new TrainingMetrics(new SimpleMeterRegistry()),
                activity);
        return new TrainingRequestHandler(run, stop, shift, OpenTelemetry.noop());
    }

    private final class Told implements ProgressSink {
        @Override
        public void send(TrainingProgress progress) {
            told.add(progress);
        }

        @Override
        public TrainingProgress write(TrainingProgress progress) {
            told.add(progress);
            return progress;
        }
    }
}
