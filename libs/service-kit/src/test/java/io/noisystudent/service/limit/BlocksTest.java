package io.noisystudent.service.limit;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class BlocksTest {
    private final Blocks blocks = new Blocks();
    private final AtomicLong allocated = new AtomicLong();

    @Test
    void shouldTakeLittleMoreThanTheBytesHaveHoweverTheyAreCut() {
        // When
        for (int i = 0; i < 1_000_000; i++) {
            blocks.append(Buffer.buffer(new byte[] {(byte) i}), this::allocate);
        }

        // Then
        assertThat(allocated.get()).isBetween(1_000_000L, 1_000_000L + (64 << 10));
    }

    @Test
    void shouldGiveBackWhatWasPutIn() throws IOException {
        // Given
        byte[] bytes = new byte[300_000];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) ((i * 31) >> 3);
        }
        for (int at = 0, step = 1; at < bytes.length; at += step, step = (step * 3) % 7919) {
            blocks.append(Buffer.buffer(bytes).slice(at, Math.min(bytes.length, at + step)), this::allocate);
        }

        // Then
        assertThat(new PartsStream(blocks::poll).readAllBytes()).isEqualTo(bytes);
        assertThat(blocks.isEmpty()).isTrue();
    }

    @Test
    void shouldSayWhenThereIsNoRoom() {
        assertThat(blocks.append(Buffer.buffer(new byte[5000]), bytes -> allocate(bytes) && allocated.get() < 4000))
                .isFalse();
    }

    private boolean allocate(long bytes) {
        allocated.addAndGet(bytes);
        return true;
    }
}
