package io.noisystudent.labeler.inference;

import io.noisystudent.contracts.config.Resize;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.labeler.testing.Images;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class EncodedImagesTest {
    private static final int PIXELS = Images.SHAPE.height() * Images.SHAPE.width();
    private static final List<EncodedFile> FILES = IntStream.range(0, 5)
            .<EncodedFile>mapToObj(i -> new EncodedFile.Raw(Images.png(i)))
            .toList();

    private final ByteBuffer batch = ByteBuffer.allocate(5 * Images.SHAPE.bytes());
    /** Room for two images in a turn. */
    private final Admission admission =
            new Admission(new InferenceLimits(256, 5L * PIXELS, 1, 2L * PIXELS, 1, Duration.ZERO));

    @Test
    void shouldReadImagesInTurns() {
        // Given
        try (RequestImages images = new EncodedImages(FILES, Images.SHAPE, Resize.STRETCH, 5L * PIXELS);
                Admission.Entry request = admission.enter(() -> false)) {
            for (int read : new int[] {2, 4, 5}) {
                // When
                try (Admission.Turn turn = request.turn(images.nextPixels())) {
                    images.read(turn, batch);
                }

                // Then
                assertThat(batch.position()).isEqualTo(read * Images.SHAPE.bytes());
            }
        }
        for (int i = 0; i < 5; i++) {
            assertThat(batch.slice(i * PIXELS, PIXELS)).isEqualTo(ByteBuffer.wrap(Images.pixels(i)));
        }
    }

    @Test
    void shouldStopWhenTheClientHasGone() {
        // Given: it goes after the first image
        AtomicInteger looks = new AtomicInteger();
        try (RequestImages images = new EncodedImages(FILES, Images.SHAPE, Resize.STRETCH, 5L * PIXELS);
                Admission.Entry request = admission.enter(() -> looks.incrementAndGet() > 2);
                Admission.Turn turn = request.turn(images.nextPixels())) {
            // When, Then
            assertThatThrownBy(() -> images.read(turn, batch)).hasMessageContaining("closed it");
            assertThat(batch.position()).isEqualTo(Images.SHAPE.bytes());
        }
    }

    @Test
    void shouldRefuseMorePixelsThanARequestMayHave() {
        try (RequestImages images = new EncodedImages(FILES, Images.SHAPE, Resize.STRETCH, PIXELS + 1);
                Admission.Entry request = admission.enter(() -> false);
                Admission.Turn turn = request.turn(images.nextPixels())) {
            assertThatThrownBy(() -> images.read(turn, batch))
                    .isInstanceOfSatisfying(NoisyStudentException.class, e -> {
                        assertThat(e.code()).isEqualTo(ErrorCode.TOO_LARGE);
                        assertThat(e.describe()).contains("data[1]", "have 128 pixels; send at most 65");
                    });
        }
    }
}
