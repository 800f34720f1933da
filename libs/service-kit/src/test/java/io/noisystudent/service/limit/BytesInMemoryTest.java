package io.noisystudent.service.limit;

import io.noisystudent.contracts.error.ErrorCode;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class BytesInMemoryTest {
    private static final long LIMIT = 8 * BytesInMemory.SMALL;

    private final BytesInMemory memory = new BytesInMemory(LIMIT);

    @Test
    void shouldKeepAnEighthForSmallBodies() {
        // Given
        assertThat(memory.take(7 * BytesInMemory.SMALL, 0)).isTrue();

        // When / Then
        assertThat(memory.take(1, BytesInMemory.SMALL))
                .as("one byte more of a large body")
                .isFalse();
        assertThat(memory.take(BytesInMemory.SMALL, 0)).as("a small body").isTrue();
        assertThat(memory.take(1, 0)).as("a small body when nothing is left").isFalse();
    }

    @Test
    void shouldForgetWhatItRefused() {
        // Given
        assertThat(memory.take(LIMIT, 0)).isFalse();

        // When / Then
        assertThat(memory.take(7 * BytesInMemory.SMALL, 0)).isTrue();
    }

    @Test
    void shouldSayThatItIsBusyRatherThanThatTheBodyIsBad() {
        assertThat(memory.full().code()).isEqualTo(ErrorCode.TOO_BUSY);
    }

    @Test
    void shouldGiveAShareBackOnceAndTakeNothingMoreForIt() {
        // Given
        MemoryShare share = new MemoryShare(memory);
        MemoryShare other = new MemoryShare(memory);
        assertThat(share.take(4 * BytesInMemory.SMALL)).isTrue();
        assertThat(other.take(3 * BytesInMemory.SMALL)).isTrue();
        assertThat(other.take(1)).isFalse();

        // When
        share.release();
        share.release();

        // Then
        assertThat(share.take(1)).isFalse();
        assertThat(other.take(4 * BytesInMemory.SMALL)).isTrue();
        assertThat(other.take(1)).isFalse();
    }
}
