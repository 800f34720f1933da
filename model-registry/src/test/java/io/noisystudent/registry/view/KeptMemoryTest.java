package io.noisystudent.registry.view;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class KeptMemoryTest {
    private static final long LIMIT = 100_000_000;
    private static final long LARGE = 1_000_000;
    private static final long SMALL = 1_000;

    private final FakeHeap heap = new FakeHeap();
    private final KeptMemory memory = new KeptMemory(heap);

    /** A process whose collections find what a test says. */
    private static final class FakeHeap implements KeptMemory.Heap {
        private long live;
        private long afterCollection;
        private int asked;

        @Override
        public long live() {
            return live;
        }

        @Override
        public long limit() {
            return LIMIT;
        }

        @Override
        public void collect() {
            live = afterCollection;
            asked++;
        }
    }

    @Test
    void shouldStopLargeObjectsBeforeSmallOnes() {
        // Given
        heap.live = 74_000_000;
        heap.afterCollection = 74_000_000;

        // When, Then
        assertThatThrownBy(() -> memory.require("models/a/evaluations/1/e.json", LARGE))
                .isInstanceOfSatisfying(NoisyStudentException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.OUT_OF_MEMORY);
                    assertThat(e.subject()).isEqualTo("models/a/evaluations/1/e.json");
                    assertThat(e.getMessage()).contains("74000000 of 100000000", "-Xmx");
                });
        assertThatCode(() -> memory.require("models/a/decisions/1/1.json", SMALL))
                .doesNotThrowAnyException();
        heap.live = 87_600_000;
        assertThatThrownBy(() -> memory.require("models/a/decisions/1/2.json", SMALL))
                .hasMessageContaining("memory");
    }

    @Test
    void shouldCountWhatIsWrittenUntilTheNextCollection() {
        // Given
        heap.afterCollection = 74_000_000;

        // When
        for (int i = 0; i < 25; i++) {
            memory.require("key", LARGE);
        }

        // Then
        assertThatThrownBy(() -> memory.require("key", LARGE)).hasMessageContaining("memory");
        assertThat(heap.asked).as("asked before it refuses").isEqualTo(1);
    }

    @Test
    void shouldForgetWhatIsWrittenWhenACollectionHasCountedIt() {
        // Given
        for (int i = 0; i < 20; i++) {
            memory.require("key", LARGE);
        }

        // When
        heap.live = 20_000_000;

        // Then
        assertThatCode(() -> memory.require("key", 15 * LARGE)).doesNotThrowAnyException();
        assertThat(heap.asked).isZero();
    }

    @Test
    void shouldGoOnWhereACollectionFindsRoom() {
        // Given
        heap.live = 90_000_000;
        heap.afterCollection = 10_000_000;

        // When, Then
        assertThatCode(() -> memory.require("key", LARGE)).doesNotThrowAnyException();
    }

    @Test
    void shouldKnowTheMemoryOfThisProcess() {
        assertThatCode(() -> KeptMemory.ofThisProcess().require("key", 1)).doesNotThrowAnyException();
    }
}
