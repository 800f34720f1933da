package io.noisystudent.trainer.checkpoint;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.Ensemble;
import io.noisystudent.contracts.event.Ensemble.Average;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.event.TrainingRanges;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.storage.ObjectStore;
import io.noisystudent.storage.testing.InMemoryObjectStore;
import io.noisystudent.trainer.testing.ShapesPipeline;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class StartLogTest {
    private static final TrainingRequest REQUEST = ShapesPipeline.request("r", TrainingRanges.supervised(List.of()));

    @TempDir
    private Path directory;

    private final ObjectStore store = new InMemoryObjectStore();
    private int trainers;

    @Test
    void shouldCountTheStartsOfAllTrainersSinceTheNewestCheckpoint() {
        // Given
        stored().begin(REQUEST);
        stored().begin(REQUEST);
        assertLost(stored(), "starts after step 0: 2", "the last was pod-2");

        // When one of them comes further
        store.create("checkpoints/shapes/r/0000000040.safetensors", new byte[] {1});

        // Then the next ones may try again
        stored().begin(REQUEST);
        stored().begin(REQUEST);
        assertLost(stored(), "starts after step 40: 2", "the last was pod-4");
    }

    @Test
    void shouldNotCountAStartThatWasTakenBack() {
        // Given
        stored().begin(REQUEST);
        stored().begin(REQUEST).run();
        stored().begin(REQUEST).run();

        // When / Then
        stored().begin(REQUEST);
        assertLost(stored(), "starts after step 0: 2");
    }

    @Test
    void shouldForgetWithTheAnswerAndLeaveNothing() {
        // Given
        stored().begin(REQUEST);
        local().begin(REQUEST);
        CheckpointArchive archive =
                new CheckpointArchive(() -> Optional.of(store), directory, Duration.ZERO, System::nanoTime);
        store.create("checkpoints/shapes/r/0000000040.safetensors", new byte[] {1});

        // When
        archive.remove(REQUEST);
        stored().forget(REQUEST);
        local().forget(REQUEST);

        // Then
        assertThat(store.list("", "", 10)).isEmpty();
        assertThat(directory.resolve("starts")).isEmptyDirectory();
    }

    @Test
    void shouldCountOnItsOwnDiskWithoutAStore() {
        // Given
        local().begin(REQUEST);
        local().begin(ShapesPipeline.request("other/../r", TrainingRanges.supervised(List.of())));
        local().begin(REQUEST);

        // When / Then
        assertLost(local(), "starts after step 0: 2", "the last was pod-3");
    }

    /** A note is no checkpoint. */
    @Test
    void shouldRestoreTheNewestCheckpointBesideNotes() {
        // Given
        store.create("checkpoints/shapes/r/0000000040.safetensors", new byte[] {1});
        stored().begin(REQUEST);

        // When / Then
        assertThat(CheckpointArchive.keys(store, "checkpoints/shapes/r/"))
                .containsExactly("checkpoints/shapes/r/0000000040.safetensors");
        assertThat(store.list("checkpoints/shapes/r/starts/0000000040-", "", 10))
                .hasSize(1);
    }

    @Test
    void shouldSayWhatToLowerForCohortsAndEnsembles() {
        // Given
        TrainingRequest cohort = ShapesPipeline.cohort(REQUEST);
        TrainingRequest ensemble = new TrainingRequest(
                "e",
                REQUEST.model(),
                1,
                0,
                REQUEST.purpose(),
                REQUEST.recipe().withNetwork("ensemble of 2, 3"),
                REQUEST.selection(),
                7,
                null,
                REQUEST.data(),
                null,
                null,
                new Ensemble(List.of(new ModelRef("shapes", 2), new ModelRef("shapes", 3)), Average.PROBABILITIES),
                null);
        for (int i = 0; i < 2; i++) {
            stored().begin(cohort);
            stored().begin(ensemble);
        }

        // When / Then
        assertLost(stored(), cohort, "lower batch-size (now 4)", "train fewer students together");
        assertLost(stored(), ensemble, "so: name fewer versions than the ensemble of 2, 3, or smaller ones, or give");
    }

    private static void assertLost(StartLog log, String... words) {
        assertLost(log, REQUEST, words);
    }

    private static void assertLost(StartLog log, TrainingRequest request, String... words) {
        assertThatThrownBy(() -> log.begin(request))
                .isInstanceOfSatisfying(
                        NoisyStudentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TRAINER_LOST))
                .hasMessageContainingAll(words);
    }

    private StartLog stored() {
        return new StartLog(() -> Optional.of(store), directory, 2, this::note);
    }

    private StartLog local() {
        return new StartLog(Optional::empty, directory, 2, this::note);
    }

    private StartNote note() {
        trainers++;
        return new StartNote("pod-" + trainers, Instant.EPOCH, "the heap may take 1024 MiB");
    }
}
