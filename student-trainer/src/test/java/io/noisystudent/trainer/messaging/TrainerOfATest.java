package io.noisystudent.trainer.messaging;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.noisystudent.contracts.codec.JsonCodec;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.event.GenerationState;
import io.noisystudent.contracts.event.TrainingProgress;
import io.noisystudent.contracts.event.TrainingRanges;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.contracts.retry.Backoff;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.Kernels;
import io.noisystudent.learning.torch.Precision;
import io.noisystudent.registryclient.RegistryClient;
import io.noisystudent.testkit.registry.FakeRegistry;
import io.noisystudent.trainer.checkpoint.CheckpointArchive;
import io.noisystudent.trainer.checkpoint.StartLog;
import io.noisystudent.trainer.checkpoint.StartNote;
import io.noisystudent.trainer.dataset.CacheSpace;
import io.noisystudent.trainer.dataset.RangeReader;
import io.noisystudent.trainer.testing.ShadedImages;
import io.noisystudent.trainer.testing.ShapesPipeline;
import io.noisystudent.trainer.testing.TopicLogs;
import io.noisystudent.trainer.training.Activity;
import io.noisystudent.trainer.training.ComputeResources;
import io.noisystudent.trainer.training.EndedGenerations;
import io.noisystudent.trainer.training.Retry;
import io.noisystudent.trainer.training.StopSignal;
import io.noisystudent.trainer.training.StudentRegistration;
import io.noisystudent.trainer.training.StudentTraining;
import io.opentelemetry.api.OpenTelemetry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A trainer without broker and store: what it was asked, what it said, and what the registry has. */
abstract class TrainerOfATest {
    static final int STARTS = 3;

    @TempDir
    Path directory;

    final TopicLogs log = new TopicLogs();
    final FakeRegistry registry = new FakeRegistry(ShapesPipeline.PIPELINE.classes());
    private final RegistryClient client = new RegistryClient(registry.uri());
    StopSignal stop = new StopSignal();
    EndedGenerations ended = new EndedGenerations(ShapesPipeline.TOPICS.generations(), stop);
    Consumer<TrainingProgress> onSent = progress -> {};
    final Activity activity = new Activity();
    final List<TrainingProgress> sent = new ArrayList<>();
    final AtomicInteger reads = new AtomicInteger();
    final AtomicInteger terminations = new AtomicInteger();
    RunMode runMode = RunMode.endless();
    Compute compute = Compute.cpu(1, Precision.FP32, Kernels.AUTO);

    @BeforeEach
    void fill() {
        log.append(
                ShapesPipeline.TOPICS.labeled(), "a", ShadedImages.png(0), Map.of("label", "dark", "split", "train"));
        log.append(
                ShapesPipeline.TOPICS.labeled(), "b", ShadedImages.png(1), Map.of("label", "light", "split", "train"));
    }

    @AfterEach
    void close() {
        registry.close();
    }

    static GenerationState.Failed cancelled() {
        return ShapesPipeline.ended(0, ErrorCode.GENERATION_CANCELLED, "cancelled by a person");
    }

    void startAgain() {
        stop = new StopSignal();
        ended = new EndedGenerations(ShapesPipeline.TOPICS.generations(), stop);
    }

    boolean isAcknowledged(RangeReader source) {
        return isAcknowledged(source, request());
    }

    boolean isAcknowledged(RangeReader source, TrainingRequest request) {
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

    TrainingRequest request() {
        return ShapesPipeline.request(
                "r", TrainingRanges.supervised(List.of(log.all(ShapesPipeline.TOPICS.labeled()))));
    }

    StartLog starts() {
        return new StartLog(
                Optional::empty,
                directory,
                STARTS,
                () -> new StartNote("pod-a", Instant.EPOCH, "the heap may take 1024 MiB"));
    }

    TrainingRequestHandler handler(RangeReader source) {
        Retry retry = new Retry(stop, new Backoff(Duration.ofMillis(1), Duration.ofMillis(1)));
        ComputeResources machine = new ComputeResources(compute, 1);
        ProgressSink progress = new SentProgress();
        TrainingRun run = new TrainingRun(
                starts(),
                new StudentTraining(
                        ShapesPipeline.PIPELINE,
                        source,
                        ShapesPipeline.NO_TEACHERS,
                        CacheSpace.unlimited(directory),
                        machine,
                        new CheckpointArchive(Optional::empty, directory, Duration.ZERO, System::nanoTime)),
                new StudentRegistration(client, retry, stop, directory, Compute.cpu(), Map.of()),
                retry,
                new ProgressListeners(progress, new TrainingMetrics(new SimpleMeterRegistry()), activity, stop),
                activity,
                ended);
        return new TrainingRequestHandler(
                run, stop, ended, runMode, reason -> terminations.incrementAndGet(), OpenTelemetry.noop());
    }

    private final class SentProgress implements ProgressSink {
        @Override
        public void send(TrainingProgress progress) {
            sent.add(progress);
            onSent.accept(progress);
        }

        @Override
        public TrainingProgress write(TrainingProgress progress) {
            sent.add(progress);
            return progress;
        }
    }
}
