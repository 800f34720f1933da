package io.noisystudent.vision.decode;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.config.Resize;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.sample.ContentType;
import java.nio.ByteBuffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Asserts what a decoder says of a value that it cannot use. */
final class Refused {
    private static final ImageShape SHAPE = new ImageShape(8, 8, 3);
    /** One for all: a refusal must leave it usable. */
    private static final ImageDecoder DECODER = new ImageDecoder(SHAPE, Resize.STRETCH);

    private Refused() {}

    /** Refused by the header, before any pixel is touched. */
    static void onOpening(byte[] value, ContentType type, ErrorCode code, String message) {
        assertThatThrownBy(() -> DECODER.open(value, type))
                .isInstanceOfSatisfying(
                        NoisyStudentException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(message);
    }

    /** Refused when the pixels turn out to be damaged; nothing has been written. */
    static void onDecoding(byte[] value, ContentType type, ErrorCode code, String message) {
        ByteBuffer destination = ByteBuffer.allocateDirect(SHAPE.bytes());
        EncodedSamples samples = DECODER.open(value, type);
        assertThatThrownBy(() -> samples.decode(0, destination))
                .isInstanceOfSatisfying(
                        NoisyStudentException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(message);
        assertThat(destination.position()).isZero();
    }
}
