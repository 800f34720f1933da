package io.noisystudent.labeler.models;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.labeler.testing.Images;
import io.noisystudent.labeler.testing.TinyModels;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

class ModelCacheTest {
    private static final ModelRef FIRST = new ModelRef("shapes", 1);
    private static final ModelRef SECOND = new ModelRef("shapes", 2);
    private static final ModelRef THIRD = new ModelRef("shapes", 3);

    private final List<ModelRef> loads = Collections.synchronizedList(new ArrayList<>());

    @Test
    void shouldLoadAVersionOnceForAllItsUsers() {
        try (ModelCache cache = new ModelCache(this::load, 1)) {
            // When
            try (ModelCache.Lease one = cache.lease(FIRST);
                    ModelCache.Lease other = cache.lease(FIRST)) {
                // Then
                assertThat(one.model()).isSameAs(other.model());
            }
            try (ModelCache.Lease later = cache.lease(FIRST)) {
                assertThat(later.model().ref()).isEqualTo(FIRST);
            }
            assertThat(loads).containsExactly(FIRST);
        }
    }

    @Test
    void shouldWorkOnWhileAnotherVersionLoads() {
        // Given
        CountDownLatch mayLoad = new CountDownLatch(1);
        try (ModelCache cache = new ModelCache(ref -> ref.equals(SECOND) ? loadAfter(mayLoad, ref) : load(ref), 1)) {
            try (ModelCache.Lease working = cache.lease(FIRST)) {
                // When
                cache.preload(SECOND);
                FloatBuffer probabilities = FloatBuffer.allocate(3);
                working.model().classify(ByteBuffer.wrap(Images.pixels(0)), probabilities);

                // Then
                assertThat(probabilities.remaining()).isEqualTo(3);
                assertThat(cache.loaded()).containsExactly(FIRST);
                mayLoad.countDown();
                await().atMost(Duration.ofSeconds(20))
                        .untilAsserted(() -> assertThat(cache.loaded()).contains(SECOND));
            }
        }
    }

    @Test
    @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void shouldSayThatAModelDoesNotFitIntoMemoryAndTryAgain() {
        // Given
        List<Error> errors = new ArrayList<>(List.of(new OutOfMemoryError("Java heap space"), new LinkageError("lib")));
        try (ModelCache cache = new ModelCache(
                ref -> {
                    if (!errors.isEmpty()) {
                        throw errors.remove(0);
                    }
                    return load(ref);
                },
                1)) {
            // When, Then
            assertThatThrownBy(() -> cache.lease(FIRST)).hasFieldOrPropertyWithValue("code", ErrorCode.OUT_OF_MEMORY);
            assertThatThrownBy(() -> cache.lease(FIRST)).hasFieldOrPropertyWithValue("code", ErrorCode.INTERNAL);
            cache.lease(FIRST).close();
            assertThat(loads).containsExactly(FIRST);
        }
    }

    @Test
    void shouldCloseUnusedVersionsOnceOthersWereUsed() {
        try (ModelCache cache = new ModelCache(this::load, 1)) {
            // Given
            ModelCache.Lease first = cache.lease(FIRST);
            LoadedModel model = first.model();

            // When
            cache.lease(SECOND).close();
            cache.lease(THIRD).close();

            // Then
            assertThat(cache.loaded()).containsExactlyInAnyOrder(FIRST, THIRD);
            model.classify(ByteBuffer.wrap(Images.pixels(0)), FloatBuffer.allocate(3));

            // And when
            first.close();
            cache.lease(THIRD).close();

            // Then
            assertThat(cache.loaded()).containsExactly(THIRD);
            assertThatThrownBy(() -> model.classify(ByteBuffer.wrap(Images.pixels(0)), FloatBuffer.allocate(3)))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void shouldTryAgainAfterAFailureAndReportItMeanwhile() {
        // Given
        AtomicInteger attempts = new AtomicInteger();
        NoisyStudentException refusal =
                new NoisyStudentException(ErrorCode.DIGEST_MISMATCH, FIRST.toString(), "other bytes");
        try (ModelCache cache = new ModelCache(
                ref -> {
                    if (attempts.incrementAndGet() == 1) {
                        throw refusal;
                    }
                    return load(ref);
                },
                1)) {
            // When, Then
            assertThatThrownBy(() -> cache.lease(FIRST)).isSameAs(refusal);
            assertThat(cache.failure(FIRST)).isSameAs(refusal);

            // And when
            cache.lease(FIRST).close();

            // Then
            assertThat(cache.failure(FIRST)).isNull();
        }
    }

    @Test
    void shouldForgetFailuresThatAreNotAskedFor() {
        // Given
        try (ModelCache cache = new ModelCache(ModelCacheTest::refuse, 1)) {
            ask(cache, FIRST);
            ask(cache, SECOND);

            // When
            for (int unknown = 0; unknown < ModelCache.MOST_FAILURES - 1; unknown++) {
                assertThat(cache.failure(FIRST)).isNotNull();
                ask(cache, new ModelRef("shapes", 1000 + unknown));
            }

            // Then
            assertThat(cache.failure(FIRST)).as("the teacher's").isNotNull();
            assertThat(cache.failure(SECOND)).isNull();
        }
    }

    private static void ask(ModelCache cache, ModelRef ref) {
        assertThatThrownBy(() -> cache.lease(ref)).isInstanceOf(NoisyStudentException.class);
    }

    private static LoadedModel refuse(ModelRef ref) {
        throw new NoisyStudentException(ErrorCode.NOT_FOUND, ref.toString(), "there is no such version");
    }

    private LoadedModel load(ModelRef ref) {
        loads.add(ref);
        return new LoadedModel(ref, TinyModels.open(ref.version()), 2);
    }

    private LoadedModel loadAfter(CountDownLatch permission, ModelRef ref) {
        try {
            permission.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return load(ref);
    }
}
