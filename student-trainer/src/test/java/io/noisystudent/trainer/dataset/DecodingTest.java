package io.noisystudent.trainer.dataset;

import io.noisystudent.contracts.config.Resize;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.sample.ContentType;
import io.noisystudent.contracts.sample.InboundRecord;
import io.noisystudent.trainer.testing.ShadedImages;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DecodingTest {
    /** Every fifth record is an array of 70 images, every seventh one is damaged. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void shouldDeliverInTheOrderOfTheRecords(int threads) {
        // Given
        List<String> delivered = new ArrayList<>();
        List<String> expected = new ArrayList<>();

        // When
        try (Decoding decoding = new Decoding(ShadedImages.SHAPE, Resize.CROP, threads)) {
            for (int i = 0; i < 60; i++) {
                int number = i;
                int count = i % 5 == 4 ? 70 : 1;
                InboundRecord.Images record = i % 7 == 6
                        ? unlabeled(ContentType.PNG, Arrays.copyOf(ShadedImages.png(i), 60))
                        : count == 1
                                ? unlabeled(ContentType.PNG, ShadedImages.png(i))
                                : unlabeled(ContentType.NPY, ShadedImages.npy(i, count));
                int[] indexes = IntStream.range(0, i % 7 == 6 ? 1 : count).toArray();
                decoding.submit(record, indexes, decoded -> note(number, decoded, delivered));
                expected.addAll(
                        i % 7 == 6
                                ? List.of(i + " " + ErrorCode.TRUNCATED_IMAGE)
                                : Arrays.stream(indexes)
                                        .mapToObj(index -> number + " " + sum(ShadedImages.pixels(number + index)))
                                        .toList());
            }
            decoding.finish();
        }

        // Then
        assertThat(delivered).isEqualTo(expected);
    }

    @Test
    void shouldOpenWhatNoImageIsAskedOf() {
        // Given
        List<String> delivered = new ArrayList<>();

        // When
        try (Decoding decoding = new Decoding(ShadedImages.SHAPE, Resize.CROP, 2)) {
            byte[] damaged = Arrays.copyOf(ShadedImages.png(1), 60);
            decoding.submit(unlabeled(ContentType.PNG, damaged), new int[0], decoded -> note(1, decoded, delivered));
            decoding.finish();
        }

        // Then
        assertThat(delivered).containsExactly("1 " + ErrorCode.TRUNCATED_IMAGE);
    }

    @Test
    void shouldEndWithItsCallersInterrupt() {
        // Given
        try (Decoding decoding = new Decoding(ShadedImages.SHAPE, Resize.CROP, 1)) {
            decoding.submit(unlabeled(ContentType.PNG, ShadedImages.png(1)), new int[] {0}, decoded -> {});
            Thread.currentThread().interrupt();

            // Then
            assertThatThrownBy(decoding::finish).isInstanceOf(CancellationException.class);
        }
        assertThat(Thread.interrupted()).isTrue();
    }

    private static InboundRecord.Images unlabeled(ContentType type, byte[] value) {
        return new InboundRecord.Unlabeled(null, type, value);
    }

    private static void note(int record, Decoding.Decoded decoded, List<String> delivered) {
        if (decoded.failure() != null) {
            delivered.add(record + " " + decoded.failure().code());
        }
        for (ByteBuffer image : decoded.images()) {
            byte[] pixels = new byte[image.remaining()];
            image.get(pixels);
            delivered.add(record + " " + sum(pixels));
        }
    }

    private static int sum(byte[] pixels) {
        return Arrays.hashCode(pixels);
    }
}
