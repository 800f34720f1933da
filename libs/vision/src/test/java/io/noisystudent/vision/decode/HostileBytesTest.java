package io.noisystudent.vision.decode;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.config.Resize;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.sample.ContentType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class HostileBytesTest {
    private static final ImageShape SHAPE = new ImageShape(16, 16, 3);

    @ParameterizedTest
    @EnumSource(names = {"JPEG", "PNG", "NPY"})
    void shouldDecodeOrRefuseWhateverComes(ContentType type) throws IOException {
        // Given
        Random random = new Random(7);
        byte[] valid = valid(type);
        ByteBuffer destination = ByteBuffer.allocateDirect(SHAPE.bytes());
        int refused = 0;

        try (ImageDecoder decoder = new ImageDecoder(SHAPE, Resize.STRETCH)) {
            for (int i = 0; i < 400; i++) {
                // When
                byte[] mutated = mutate(valid, random);
                try {
                    decoder.open(mutated, type).decode(0, destination.clear());
                } catch (NoisyStudentException e) {
                    assertThat(e.getMessage()).isNotBlank();
                    refused++;
                }
            }

            // Then
            assertThat(refused).isPositive();
            decoder.open(valid, type).decode(0, destination.clear());
        }
    }

    @Test
    void shouldRefuseTheBytesOfOneTypeUnderTheNameOfAnother() throws IOException {
        for (ContentType actual : new ContentType[] {ContentType.JPEG, ContentType.PNG, ContentType.NPY}) {
            for (ContentType claimed : new ContentType[] {ContentType.JPEG, ContentType.PNG, ContentType.NPY}) {
                if (actual != claimed) {
                    byte[] value = valid(actual);
                    try (ImageDecoder decoder = new ImageDecoder(SHAPE, Resize.STRETCH)) {
                        assertThatThrownBy(() -> decoder.open(value, claimed))
                                .isInstanceOf(NoisyStudentException.class)
                                .hasMessageContaining("check its content-type header");
                    }
                }
            }
        }
    }

    private static byte[] mutate(byte[] valid, Random random) {
        byte[] mutated = valid.clone();
        for (int i = random.nextInt(4); i >= 0; i--) {
            mutated[random.nextInt(mutated.length)] = (byte) random.nextInt(256);
        }
        return random.nextInt(5) == 0 ? Arrays.copyOf(mutated, 1 + random.nextInt(mutated.length)) : mutated;
    }

    private static byte[] valid(ContentType type) throws IOException {
        byte[] pixels = new byte[SHAPE.bytes()];
        new Random(1).nextBytes(pixels);
        return switch (type) {
            case JPEG -> Jpegs.of(16, 16, 3, true, pixels);
            case PNG -> {
                try (PngEncoder encoder = new PngEncoder(SHAPE)) {
                    yield encoder.encode(ByteBuffer.wrap(pixels));
                }
            }
            case NPY -> Npys.of("(1, 16, 16, 3)", pixels);
            case JSON -> throw new IllegalArgumentException("no image");
        };
    }
}
