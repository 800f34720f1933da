package io.noisystudent.labeler.models;

import io.noisystudent.inference.Classifier;
import io.noisystudent.labeler.testing.TinyModels;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ClassifierPoolTest {
    private final Classifier first = TinyModels.open(1);
    private final Classifier second = TinyModels.open(1);
    private final ClassifierPool pool =
            new ClassifierPool(List.of(List.of(first, first.sibling()), List.of(second, second.sibling())));

    @AfterEach
    void close() {
        pool.all().forEach(Classifier::close);
    }

    @Test
    void shouldGiveABatchToTheDeviceThatHasLeastToDo() throws InterruptedException {
        // When: the second device ends its batch, the first one does not
        ClassifierPool.Seat slow = pool.take();
        ClassifierPool.Seat fast = pool.take();
        pool.giveBack(fast);
        ClassifierPool.Seat next = pool.take();

        // Then
        assertThat(slow.device()).isZero();
        assertThat(fast.device()).isEqualTo(1);
        assertThat(next.device()).isEqualTo(1);
    }

    @Test
    void shouldHandOutEachClassifierToOneAtATime() throws InterruptedException {
        // Given
        ClassifierPool.Seat busy = pool.take();
        List<Classifier> others = List.of(
                pool.take().classifier(), pool.take().classifier(), pool.take().classifier());

        // When
        CompletableFuture<Classifier> waiting = CompletableFuture.supplyAsync(this::take);

        // Then
        assertThat(Stream.concat(Stream.of(busy.classifier()), others.stream()).distinct())
                .hasSize(4);
        assertThat(waiting).isNotDone();
        pool.giveBack(busy);
        assertThat(waiting.join()).isSameAs(busy.classifier());
    }

    private Classifier take() {
        try {
            return pool.take().classifier();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
