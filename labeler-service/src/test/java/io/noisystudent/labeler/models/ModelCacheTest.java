package io.noisystudent.labeler.models;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.inference.Classifier;
import io.noisystudent.labeler.models.ModelCache.Swap;
import io.noisystudent.labeler.testing.Images;
import io.noisystudent.labeler.testing.TinyModels;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
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
        try (ModelCache cache = new ModelCache(this::load, 1, Swap.WHILE_OTHERS_WORK)) {
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
    void shouldCloseUnusedVersionsWhereThereIsNoMemoryForTheNext() {
        // Given
        AtomicInteger refusals = new AtomicInteger();
        ModelCache[] own = new ModelCache[1];
        try (ModelCache cache = new ModelCache(
                ref -> {
                    if (ref.equals(SECOND) && own[0].loaded().contains(FIRST)) {
                        refusals.incrementAndGet();
                        throw new NoisyStudentException(ErrorCode.DEVICE_MEMORY, "cuda:0", "no memory");
                    }
                    return load(ref);
                },
                2,
                Swap.WHILE_OTHERS_WORK)) {
            own[0] = cache;
            cache.lease(FIRST).close();

            // When
            try (ModelCache.Lease second = cache.lease(SECOND)) {
                // Then
                assertThat(second.model().ref()).isEqualTo(SECOND);
            }
            assertThat(refusals).hasValue(1);
            assertThat(cache.loaded()).containsExactly(SECOND);
        }
    }

    @Test
    void shouldRefuseAVersionForWhichThereIsNoMemoryWhileAnotherIsUsed() {
        // Given
        try (ModelCache cache = new ModelCache(
                        ref -> {
                            if (ref.equals(SECOND)) {
                                throw new NoisyStudentException(ErrorCode.DEVICE_MEMORY, "cuda:0", "no memory");
                            }
                            return load(ref);
                        },
                        2,
                        Swap.WHILE_OTHERS_WORK);
                ModelCache.Lease used = cache.lease(FIRST)) {
            // When, Then
            assertThatThrownBy(() -> cache.lease(SECOND)).hasMessageContaining("no memory");
            assertThat(cache.loaded()).containsExactly(FIRST);
            assertThat(used.model().ref()).isEqualTo(FIRST);
        }
    }

    @Test
    void shouldWorkOnWhileAnotherVersionLoads() {
        // Given
        CountDownLatch mayLoad = new CountDownLatch(1);
        try (ModelCache cache = new ModelCache(
                ref -> ref.equals(SECOND) ? loadAfter(mayLoad, ref) : load(ref), 1, Swap.WHILE_OTHERS_WORK)) {
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
                1,
                Swap.WHILE_OTHERS_WORK)) {
            // When, Then
            assertThatThrownBy(() -> cache.lease(FIRST)).hasFieldOrPropertyWithValue("code", ErrorCode.OUT_OF_MEMORY);
            assertThatThrownBy(() -> cache.lease(FIRST)).hasFieldOrPropertyWithValue("code", ErrorCode.INTERNAL);
            cache.lease(FIRST).close();
            assertThat(loads).containsExactly(FIRST);
        }
    }

    @Test
    void shouldCloseUnusedVersionsOnceOthersWereUsed() {
        try (ModelCache cache = new ModelCache(this::load, 1, Swap.WHILE_OTHERS_WORK)) {
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
    @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void shouldCloseAVersionBeforeTheNextIsLoadedWhereOneFits() {
        try (ModelCache cache = new ModelCache(this::load, 1, Swap.ONE_AT_A_TIME)) {
            // Given
            ModelCache.Lease first = cache.lease(FIRST);

            // When: the next one is asked for, and the present one again
            CompletableFuture<ModelCache.Lease> second = CompletableFuture.supplyAsync(() -> cache.lease(SECOND));
            await().atMost(Duration.ofSeconds(10)).until(() -> cache.loaded().isEmpty());
            CompletableFuture<ModelCache.Lease> again = CompletableFuture.supplyAsync(() -> cache.lease(FIRST));

            // Then: its user is not disturbed, and the others wait
            assertThat(isOpen(first.model())).isTrue();
            assertThat(second).isNotDone();
            assertThat(loads).containsExactly(FIRST);

            // And when
            first.close();
            ModelCache.Lease other = second.join();

            // Then
            assertThat(isOpen(first.model())).isFalse();
            assertThat(isOpen(other.model())).isTrue();
            assertThat(again).isNotDone();
            other.close();
            again.join().close();
            assertThat(isOpen(other.model())).isFalse();
            assertThat(loads).containsExactly(FIRST, SECOND, FIRST);
        }
    }

    @Test
    @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void shouldServeAllWhoTakeTurnsWhereOneFits() throws Exception {
        // Given
        List<LoadedModel> open = Collections.synchronizedList(new ArrayList<>());
        AtomicInteger most = new AtomicInteger();
        Function<ModelRef, LoadedModel> counting = ref -> {
            open.removeIf(model -> !isOpen(model));
            LoadedModel model = load(ref);
            open.add(model);
            most.accumulateAndGet(open.size(), Math::max);
            return model;
        };
        ExecutorService users = Executors.newFixedThreadPool(3);
        try (ModelCache cache = new ModelCache(counting, 1, Swap.ONE_AT_A_TIME)) {
            // When: each uses two versions in turn, and promotions are announced meanwhile
            List<Future<Integer>> answers = IntStream.range(0, 3)
                    .mapToObj(user -> users.submit(() -> useInTurn(cache, user)))
                    .toList();

            // Then
            for (Future<Integer> answer : answers) {
                assertThat(answer.get()).isEqualTo(20);
            }
            assertThat(most).hasValue(1);
        } finally {
            users.shutdownNow();
        }
    }

    private static int useInTurn(ModelCache cache, int user) {
        int served = 0;
        for (int task = 0; task < 20; task++) {
            ModelRef ref = (task + user) % 2 == 0 ? FIRST : SECOND;
            try (ModelCache.Lease lease = cache.lease(ref)) {
                served += isOpen(lease.model()) && lease.model().ref().equals(ref) ? 1 : 0;
            }
            if (task % 5 == 0) {
                cache.preload(THIRD);
            }
        }
        return served;
    }

    @Test
    @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void shouldGoOnAfterAVersionThatCannotBeLoadedWhereOneFits() {
        // Given
        Function<ModelRef, LoadedModel> loader = ref -> ref.equals(SECOND) ? refuse(ref) : load(ref);
        try (ModelCache cache = new ModelCache(loader, 1, Swap.ONE_AT_A_TIME)) {
            cache.lease(FIRST).close();

            // When, Then
            assertThatThrownBy(() -> cache.lease(SECOND)).hasFieldOrPropertyWithValue("code", ErrorCode.NOT_FOUND);
            try (ModelCache.Lease first = cache.lease(FIRST)) {
                assertThat(isOpen(first.model())).isTrue();
            }
        }
    }

    @Test
    @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void shouldGoOnAfterAVersionThatCannotBeClosedWhereOneFits() {
        // Given: the last of its classifiers throws when it is closed
        List<Classifier> classifiers = new ArrayList<>(TinyModels.pair(1));
        classifiers.add(null);
        Function<ModelRef, LoadedModel> loader =
                ref -> ref.equals(FIRST) ? new LoadedModel(ref, List.of(classifiers), TinyModels.NO_GUARD) : load(ref);
        ModelCache cache = new ModelCache(loader, 1, Swap.ONE_AT_A_TIME);
        cache.lease(FIRST).close();

        // When, Then
        try (ModelCache.Lease second = cache.lease(SECOND)) {
            assertThat(isOpen(second.model())).isTrue();
        }
        cache.close();
    }

    private static boolean isOpen(LoadedModel model) {
        try {
            model.classify(ByteBuffer.wrap(Images.pixels(0)), FloatBuffer.allocate(3));
            return true;
        } catch (IllegalStateException e) {
            return false;
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
                1,
                Swap.WHILE_OTHERS_WORK)) {
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
        try (ModelCache cache = new ModelCache(ModelCacheTest::refuse, 1, Swap.WHILE_OTHERS_WORK)) {
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
        return new LoadedModel(ref, List.of(TinyModels.pair(ref.version())), TinyModels.NO_GUARD);
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
