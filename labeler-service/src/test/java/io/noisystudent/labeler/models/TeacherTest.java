package io.noisystudent.labeler.models;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.ModelEvent;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.registry.AliasSlot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

class TeacherTest {
    private static final String MODEL = "shapes";

    private final List<ModelRef> loads = Collections.synchronizedList(new ArrayList<>());
    private final ModelCache cache = new ModelCache(
            ref -> {
                loads.add(ref);
                throw new NoisyStudentException(ErrorCode.NOT_FOUND, ref.toString(), "there is nothing to load here");
            },
            1,
            ModelCache.Swap.WHILE_OTHERS_WORK);
    private Optional<AliasSlot> slot = Optional.empty();
    private boolean isDown;
    private int questions;
    private long now;
    private final Teacher teacher = new Teacher(MODEL, this::alias, cache, () -> now, Runnable::run);

    @AfterEach
    void close() {
        cache.close();
    }

    @Test
    void shouldBelieveTheRegistryAndNotTheEvent() {
        // Given
        slot = Optional.of(slot(1, 1));
        assertThat(teacher.current()).isEqualTo(new ModelRef(MODEL, 1));

        // When: the alias was not moved
        teacher.promoted(event(3, Long.MAX_VALUE));

        // Then
        assertThat(teacher.current()).isEqualTo(new ModelRef(MODEL, 1));
        assertThat(loads).doesNotContain(new ModelRef(MODEL, 3));

        // When: it moves after all
        slot = Optional.of(slot(2, 2));
        now += Teacher.PAUSE.toNanos();
        teacher.promoted(event(2, 2));

        // Then
        assertThat(teacher.current()).isEqualTo(new ModelRef(MODEL, 2));
        assertThat(teacher.swaps()).isEqualTo(1);
    }

    @Test
    void shouldLoadThePromotedVersionBeforeItIsAskedFor() {
        // Given
        slot = Optional.of(slot(1, 1));

        // When
        teacher.promoted(event(1, 1));

        // Then
        await().untilAsserted(() -> assertThat(loads).containsExactly(new ModelRef(MODEL, 1)));
        assertThat(teacher.known()).isEqualTo(new ModelRef(MODEL, 1));
    }

    @Test
    void shouldAskAgainForAnAnnouncedPromotionButNotEachTime() {
        // Given
        slot = Optional.of(slot(1, 1));
        teacher.current();
        isDown = true;
        teacher.promoted(event(2, 2));
        isDown = false;
        slot = Optional.of(slot(2, 2));
        int before = questions;

        // When
        ModelRef early = teacher.current();
        now += Teacher.PAUSE.toNanos();
        teacher.current();
        ModelRef due = teacher.current();
        now += Teacher.PAUSE.toNanos();
        teacher.current();

        // Then
        assertThat(early).isEqualTo(new ModelRef(MODEL, 1));
        assertThat(due).isEqualTo(new ModelRef(MODEL, 2));
        assertThat(questions).isEqualTo(before + 1);
    }

    @Test
    void shouldNotWaitForTheRegistryOncePromotionsAreAnnounced() {
        // Given
        List<Runnable> background = new ArrayList<>();
        Teacher busy = new Teacher(MODEL, this::alias, cache, () -> now, background::add);
        slot = Optional.of(slot(1, 1));
        busy.current();
        slot = Optional.of(slot(2, 2));

        // When
        busy.promoted(event(2, 2));
        now += Teacher.PAUSE.toNanos();
        ModelRef meanwhile = busy.current();

        // Then
        assertThat(meanwhile).isEqualTo(new ModelRef(MODEL, 1));
        assertThat(questions).isEqualTo(1);
        assertThat(background).as("one at a time").hasSize(1);
        background.get(0).run();
        assertThat(busy.current()).isEqualTo(new ModelRef(MODEL, 2));
    }

    @Test
    void shouldForgetAnAnnouncementThatTheRegistryDoesNotConfirm() {
        // Given
        slot = Optional.of(slot(1, 1));
        teacher.current();
        int before = questions;

        // When
        teacher.promoted(event(3, Long.MAX_VALUE));
        for (int i = 0; i < 2 * Teacher.DOUBTS; i++) {
            now += Teacher.PAUSE.toNanos();
            teacher.current();
        }

        // Then
        assertThat(questions).isEqualTo(before + Teacher.DOUBTS);

        // When: it moves after all
        slot = Optional.of(slot(2, 2));
        teacher.promoted(event(2, 2));

        // Then
        assertThat(teacher.known()).isEqualTo(new ModelRef(MODEL, 2));
    }

    @Test
    void shouldAskOnAboutAnAnnouncementWhileTheRegistryIsAway() {
        // Given
        slot = Optional.of(slot(1, 1));
        teacher.current();
        isDown = true;
        teacher.promoted(event(2, 2));
        for (int i = 0; i < 2 * Teacher.DOUBTS; i++) {
            now += Teacher.PAUSE.toNanos();
            teacher.current();
        }

        // When
        isDown = false;
        slot = Optional.of(slot(2, 2));
        now += Teacher.PAUSE.toNanos();
        teacher.current();

        // Then
        assertThat(teacher.known()).isEqualTo(new ModelRef(MODEL, 2));
    }

    @Test
    void shouldServeOnWhileTheRegistryIsAway() {
        // Given
        slot = Optional.of(slot(1, 1));
        teacher.current();
        isDown = true;
        teacher.promoted(event(2, 2));

        // When
        now += Teacher.PAUSE.toNanos();

        // Then
        assertThat(teacher.current()).isEqualTo(new ModelRef(MODEL, 1));
    }

    @Test
    void shouldSayThatThereIsNoTeacherYet() {
        assertThatThrownBy(teacher::current)
                .isInstanceOfSatisfying(
                        NoisyStudentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
    }

    @Test
    void shouldTakeNoNoticeOfOtherModelsAndAliases() {
        // When
        teacher.promoted(new ModelEvent.ModelPromoted(new ModelRef("other", 3), "teacher", 5, null, Instant.EPOCH));
        teacher.promoted(new ModelEvent.ModelPromoted(new ModelRef(MODEL, 3), "champion", 5, null, Instant.EPOCH));

        // Then
        assertThat(questions).isZero();
    }

    private Optional<AliasSlot> alias() {
        questions++;
        if (isDown) {
            throw new NoisyStudentException(
                    ErrorCode.REGISTRY_UNAVAILABLE, "registry", "it does not answer; try again");
        }
        return slot;
    }

    private static ModelEvent.ModelPromoted event(int version, long revision) {
        return new ModelEvent.ModelPromoted(new ModelRef(MODEL, version), "teacher", revision, null, Instant.EPOCH);
    }

    private static AliasSlot slot(int version, long revision) {
        return new AliasSlot(
                MODEL,
                "teacher",
                revision,
                version,
                null,
                "operator",
                "better",
                List.of(),
                List.of(),
                "nonce",
                Instant.EPOCH,
                AliasSlot.Kind.PROMOTION);
    }
}
