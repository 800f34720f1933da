package io.noisystudent.trainer.messaging;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.event.GenerationState;
import io.noisystudent.contracts.event.TrainingProgress;
import io.noisystudent.contracts.event.TrainingProgress.Completed;
import io.noisystudent.contracts.event.TrainingProgress.Failed;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.trainer.dataset.RangeReader;
import io.noisystudent.trainer.testing.ShapesPipeline;
import io.noisystudent.trainer.training.TrainerStatus.State;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.InterruptException;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class TrainingRequestHandlerTest extends TrainerOfATest {
    @Test
    void shouldAcknowledgeWhatIsAnswered() {
        // When
        boolean acknowledged = isAcknowledged(log);

        // Then
        assertThat(acknowledged).isTrue();
        assertThat(sent.get(sent.size() - 1)).isInstanceOf(Completed.class);
        assertThat(registry.versions()).hasSize(1);
        assertThat(activity.now().state()).isEqualTo(State.IDLE);
    }

    @Test
    void shouldLeaveAnInterruptedRequestToTheNextTrainer() {
        // Given
        RangeReader stopsWhileItReads = (range, handler) -> {
            stop.request();
            log.read(range, handler);
        };

        // When
        boolean acknowledged = isAcknowledged(stopsWhileItReads);

        // Then
        assertThat(acknowledged).isFalse();
        assertThat(sent).hasSize(1).allMatch(progress -> progress instanceof TrainingProgress.Running);
        assertThat(registry.versions()).isEmpty();
    }

    @Test
    void shouldNotBeginWhenItIsStopping() {
        // Given
        stop.request();

        // When / Then
        assertThat(isAcknowledged(log)).isFalse();
        assertThat(sent).isEmpty();
    }

    @Test
    void shouldAnswerEvenWhatShouldNotHappen() {
        // Given
        RangeReader broken = (range, handler) -> {
            throw new IllegalStateException("a bug");
        };

        // When
        boolean acknowledged = isAcknowledged(broken);

        // Then
        assertThat(acknowledged).isTrue();
        Failed failed = (Failed) sent.get(sent.size() - 1);
        assertThat(failed.code()).isEqualTo(ErrorCode.INTERNAL);
        assertThat(failed.detail()).contains("a bug");
    }

    @Test
    void shouldSayWhatDoesNotFitIntoMemoryAndGoOn() {
        // Given
        RangeReader tooLarge = (range, handler) -> {
            throw new OutOfMemoryError("Java heap space");
        };

        // When
        boolean acknowledged = isAcknowledged(tooLarge);

        // Then
        assertThat(acknowledged).isTrue();
        Failed failed = (Failed) sent.get(sent.size() - 1);
        assertThat(failed.code()).isEqualTo(ErrorCode.OUT_OF_MEMORY);
        assertThat(failed.detail())
                .contains("the data, 2 records of labeled images", "Java heap space", "selection.per-class");
        assertThat(isAcknowledged(log)).isTrue();
        assertThat(sent.get(sent.size() - 1)).isInstanceOf(Completed.class);
    }

    @Test
    void shouldAnswerWhenAClassCannotBeLoaded() {
        // Given
        RangeReader broken = (range, handler) -> {
            throw new NoClassDefFoundError("io/example/Missing");
        };

        // When / Then
        assertThat(isAcknowledged(broken)).isTrue();
        assertThat(((Failed) sent.get(sent.size() - 1)).code()).isEqualTo(ErrorCode.INTERNAL);
    }

    @Test
    void shouldGiveUpARequestThatKilledEveryTrainer() {
        // Given trainers that noted their start, and no more
        TrainingRequest request = request();
        for (int i = 0; i < STARTS; i++) {
            starts().begin(request);
        }
        RangeReader counted = (range, handler) -> {
            reads.incrementAndGet();
            log.read(range, handler);
        };

        // When
        boolean acknowledged = isAcknowledged(counted);

        // Then
        assertThat(acknowledged).isTrue();
        Failed failed = (Failed) sent.get(sent.size() - 1);
        assertThat(failed.code()).isEqualTo(ErrorCode.TRAINER_LOST);
        assertThat(failed.detail())
                .contains("starts after step 0: 3", "the last was pod-a", "1024 MiB", "batch-size (now 4)");
        assertThat(reads).as("nothing was read").hasValue(0);
        // Then an answer ends the count
        assertThat(isAcknowledged(counted)).isTrue();
        assertThat(sent.get(sent.size() - 1)).isInstanceOf(Completed.class);
    }

    @Test
    void shouldNotCountOrderlyStops() {
        // Given
        RangeReader stopsWhileItReads = (range, handler) -> {
            stop.request();
            log.read(range, handler);
        };

        // When
        for (int i = 0; i <= STARTS; i++) {
            startAgain();
            assertThat(isAcknowledged(stopsWhileItReads)).isFalse();
        }

        // Then
        startAgain();
        assertThat(isAcknowledged(log)).isTrue();
        assertThat(sent.get(sent.size() - 1)).isInstanceOf(Completed.class);
    }

    @Test
    void shouldTakeOneRequestAndEnd() {
        // Given
        AtomicInteger exits = new AtomicInteger();
        runMode = RunMode.single(Duration.ofHours(1), exits::incrementAndGet);

        // When
        boolean first = isAcknowledged(log);
        boolean second = isAcknowledged(log);

        // Then
        assertThat(first).isTrue();
        assertThat(second).isFalse();
        assertThat(exits).hasValue(1);
        assertThat(sent).filteredOn(Completed.class::isInstance).hasSize(1);
    }

    @Test
    void shouldEndWithoutARequest() {
        // Given
        AtomicInteger exits = new AtomicInteger();
        runMode = RunMode.single(Duration.ZERO, exits::incrementAndGet);

        // When
        await().untilAsserted(() -> assertThat(exits).hasValue(1));

        // Then
        assertThat(isAcknowledged(log)).isFalse();
        assertThat(sent).isEmpty();
        assertThat(exits).hasValue(1);
    }

    @Test
    void shouldNotEndForWhatIsNoRequest() {
        // Given
        AtomicInteger exits = new AtomicInteger();
        runMode = RunMode.single(Duration.ofHours(1), exits::incrementAndGet);

        // When
        handler(log).handle(Message.of(new byte[] {1})).toCompletableFuture().join();

        // Then
        assertThat(exits).hasValue(0);
        assertThat(isAcknowledged(log)).isTrue();
        assertThat(exits).hasValue(1);
    }

    @Test
    void shouldRefuseWhatIsNoRequestToWhomItsKeyNames() {
        // Given
        ConsumerRecord<String, byte[]> record =
                new ConsumerRecord<>(ShapesPipeline.TOPICS.trainingRequests(), 0, 0, "2-s0", new byte[] {1});
        Metadata metadata = Metadata.of(new IncomingKafkaRecordMetadata<>(record, "training-requests"));

        // When
        handler(log)
                .handle(Message.of(record.value(), metadata))
                .toCompletableFuture()
                .join();

        // Then
        assertThat(sent).singleElement().isInstanceOfSatisfying(Failed.class, failed -> {
            assertThat(failed.requestId()).isEqualTo("2-s0");
            assertThat(failed.code()).isEqualTo(ErrorCode.BAD_MESSAGE);
        });
    }

    /** Where the work at a request may be when its generation is cancelled. */
    private enum Place {
        ASKING_THE_REGISTRY,
        BEGINNING,
        READING,
        LAST_STEP,
        UPLOADING
    }

    @ParameterizedTest
    @EnumSource
    void shouldEndACancelledTrainingWhereverItIsAndKeepNothing(Place place) throws Exception {
        // Given
        RangeReader source = (range, handler) -> {
            cancelAt(Place.READING, place);
            if (place == Place.READING) {
                block();
            }
            log.read(range, handler);
        };
        registry.observe(call -> {
            if (call.startsWith("GET")) {
                cancelAt(Place.ASKING_THE_REGISTRY, place);
            } else if (call.startsWith("PUT")) {
                cancelAt(Place.UPLOADING, place);
            }
        });
        onSent = progress -> {
            if (progress instanceof TrainingProgress.Running running && running.step() == running.steps()) {
                cancelAt(running.step() == 0 ? Place.BEGINNING : Place.LAST_STEP, place);
            }
        };

        // When
        boolean acknowledged = isAcknowledged(source);

        // Then
        assertThat(acknowledged).isTrue();
        Failed failed = (Failed) sent.get(sent.size() - 1);
        assertThat(failed.code()).isEqualTo(ErrorCode.GENERATION_CANCELLED);
        assertThat(failed.detail()).contains("generation 0 is over: cancelled by a person", "nothing of it is kept");
        assertThat(registry.versions()).isEmpty();
        try (Stream<Path> left = Files.walk(directory)) {
            assertThat(left.filter(Files::isRegularFile)).isEmpty();
        }
        assertThat(activity.now().state()).isEqualTo(State.IDLE);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        // Then the next request is trained
        startAgain();
        onSent = progress -> {};
        registry.observe(call -> {});
        assertThat(isAcknowledged(log)).isTrue();
        assertThat(sent.get(sent.size() - 1)).isInstanceOf(Completed.class);
    }

    private void cancelAt(Place here, Place wanted) {
        if (here == wanted) {
            ended.accept(cancelled());
        }
    }

    /** As a broker that gives nothing: only an interrupt ends it. */
    private static void block() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    @Test
    void shouldSayThatTheStudentWasRegisteredBeforeItWasCancelled() {
        // Given
        registry.observe(call -> {
            if (call.startsWith("POST")) {
                ended.accept(cancelled());
            }
        });

        // When
        boolean acknowledged = isAcknowledged(log);

        // Then
        assertThat(acknowledged).isTrue();
        assertThat(registry.versions()).hasSize(1);
        assertThat(sent.get(sent.size() - 1)).isInstanceOf(Completed.class);
    }

    @Test
    void shouldNotBeginWhatIsNoLongerWaitedForAndStillTakeOneRequest() {
        // Given
        AtomicInteger exits = new AtomicInteger();
        runMode = RunMode.single(Duration.ofHours(1), exits::incrementAndGet);
        ended.accept(cancelled());

        // When
        boolean acknowledged = isAcknowledged(log);

        // Then
        assertThat(acknowledged).isTrue();
        assertThat(sent).singleElement().isInstanceOfSatisfying(Failed.class, failed -> assertThat(failed.code())
                .isEqualTo(ErrorCode.GENERATION_CANCELLED));
        assertThat(exits).hasValue(0);
        startAgain();
        assertThat(isAcknowledged(log)).isTrue();
        assertThat(exits).hasValue(1);
    }

    @Test
    void shouldNotAnswerWithTheStudentOfAnotherLog() {
        // Given a student of the first generation, and its end
        assertThat(isAcknowledged(log)).isTrue();
        ended.accept(cancelled());

        // When the log of generations was made again, and there is a first generation again
        TrainingRequest again = ShapesPipeline.from("another-log", request());
        boolean acknowledged = isAcknowledged(log, again);
        boolean repeated = isAcknowledged(log, again);

        // Then
        assertThat(acknowledged && repeated).isTrue();
        assertThat(registry.versions()).hasSize(2);
        assertThat(sent)
                .filteredOn(Completed.class::isInstance)
                .extracting(progress -> ((Completed) progress).model().version())
                .containsExactly(1, 2, 2);
    }

    @Test
    void shouldNotEndTheControlWithTheGenerationThatHasItsNumber() {
        // Given
        GenerationState.Failed student = cancelled();

        // When
        ended.accept(student);

        // Then
        assertThat(ended.reason(request())).isPresent();
        assertThat(ended.reason(ShapesPipeline.control(request()))).isEmpty();
    }
}
