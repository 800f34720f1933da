package io.noisystudent.bench.images;

import io.noisystudent.contracts.config.ImageShape;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PicturesTest {
    private static final ImageShape SHAPE = new ImageShape(20, 30, 3);

    @Test
    void shouldInventDifferentPatternsAndTheSameAgain() {
        // When
        ByteBuffer patterns = Pictures.patterns(SHAPE, 2, 7);

        // Then
        assertThat(patterns.remaining()).isEqualTo(2 * SHAPE.bytes());
        assertThat(patterns).isEqualTo(Pictures.patterns(SHAPE, 2, 7)).isNotEqualTo(Pictures.patterns(SHAPE, 2, 8));
        assertThat(patterns.slice(0, SHAPE.bytes())).isNotEqualTo(patterns.slice(SHAPE.bytes(), SHAPE.bytes()));
    }
}
