package io.noisystudent.vision.decode;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.config.Resize;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.sample.ContentType;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class NpyDecodingTest {
    private static final ImageShape GRAY = new ImageShape(2, 4, 1);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "(5, 2, 4, 1) | 5 | 2 | 4 | 1",
                "(5, 2, 4) | 5 | 2 | 4 | 1",
                "(8, 5, 1) | 1 | 8 | 5 | 1",
                "(2, 4, 3) | 1 | 2 | 4 | 3",
                "(8,5) | 1 | 8 | 5 | 1",
                "(1, 8, 5, 1,) | 1 | 8 | 5 | 1"
            })
    void shouldReadEveryKindOfShape(String tuple, int count, int height, int width, int channels) {
        // Given
        byte[] value = Npys.of(tuple, random(count * height * width * channels));

        // When
        NpyArray array = NpyArray.parse(value, DecodeLimits.DEFAULT, GRAY);

        // Then
        assertThat(array.count()).isEqualTo(count);
        assertThat(array.image()).isEqualTo(new ImageShape(height, width, channels));
        assertThat(array.dataOffset() % 64).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void shouldReadEveryVersionAndOrderOfKeys(int version) {
        // Given
        byte[] elements = random(16);
        byte[] value = Npys.of(version, "{\"shape\":(2,2,4),'fortran_order':False,'descr':'|u1'}", elements);
        ByteBuffer destination = ByteBuffer.allocate(16);

        // When
        try (ImageDecoder decoder = new ImageDecoder(GRAY, Resize.STRETCH)) {
            EncodedSamples samples = decoder.open(value, ContentType.of(null, value));
            samples.decode(1, destination);
            samples.decode(0, destination);
        }

        // Then
        assertThat(destination.slice(0, 8)).isEqualTo(ByteBuffer.wrap(elements, 8, 8));
        assertThat(destination.slice(8, 8)).isEqualTo(ByteBuffer.wrap(elements, 0, 8));
    }

    @Test
    void shouldConvertAndResizeLikeOtherImages() {
        // Given: one RGB image of constant columns, wider than the pipeline's
        byte[] value = Npys.of(
                "(1, 2, 2, 3)",
                new byte[] {(byte) 200, 100, 50, (byte) 200, 100, 50, (byte) 200, 100, 50, (byte) 200, 100, 50});
        ByteBuffer destination = ByteBuffer.allocateDirect(GRAY.bytes());

        // When
        try (ImageDecoder decoder = new ImageDecoder(GRAY, Resize.STRETCH)) {
            assertThat(decoder.pixels(value, ContentType.NPY)).isEqualTo(4);
            decoder.open(value, ContentType.NPY).decode(0, destination);
        }

        // Then
        byte[] pixels = new byte[GRAY.bytes()];
        destination.get(0, pixels);
        assertThat(pixels).containsOnly(124);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            value = {
                "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 4), } ; type '<f4'",
                "{'descr': '|i1', 'fortran_order': False, 'shape': (2, 4), } ; type '|i1'",
                "{'descr': [('a', '|u1')], 'fortran_order': False, 'shape': (8,), } ; arrays of records",
                "{'descr': '|O', 'fortran_order': False, 'shape': (2, 4), } ; type '|O'",
                "{'descr': '|u1', 'fortran_order': True, 'shape': (2, 4), } ; Fortran order",
                "{'descr': '|u1', 'fortran_order': Maybe, 'shape': (2, 4), } ; True or False",
                "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 5), } ; needs 10 bytes, but the value has 8",
                "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 3), } ; needs 6 bytes, but the value has 8",
                "{'descr': '|u1', 'fortran_order': False, 'shape': (-2, -4), } ; negative dimension -2",
                "{'descr': '|u1', 'fortran_order': False, 'shape': (8,), } ; 1 dimensions",
                "{'descr': '|u1', 'fortran_order': False, 'shape': (), } ; 0 dimensions",
                "{'descr': '|u1', 'fortran_order': False, 'shape': (1, 1, 2, 4, 1), } ; 5 dimensions",
                "{'descr': '|u1', 'fortran_order': False, 'shape': (1, 2, 2, 2), } ; 2 channels",
                "{'descr': '|u1', 'fortran_order': False, 'shape': (0, 2, 4), } ; 0 images",
                "{'descr': '|u1', 'fortran_order': False, 'shape': (10001, 2, 4), } ; 10001 images",
                "{'descr': '|u1', 'fortran_order': False, 'shape': (9223372036854775807, 2, 4), } ; 9223372036854775807",
                "{'descr': '|u1', 'fortran_order': False, 'shape': (92233720368547758070, 4), } ; at most 63 bits",
                "{'descr': '|u1', 'fortran_order': False, 'shape': (2.0, 4), } ; ')'",
                "{'descr': '|u1', 'fortran_order': False, } ; one dictionary of",
                "{'descr': '|u1', 'descr': '|u1', 'fortran_order': False, 'shape': (2, 4)} ; 'descr' twice",
                "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 4), 'x': 1} ; unknown key 'x'",
                "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 4)} exit() ; one dictionary of",
                "[1, 2] ; '{'",
                "{'descr ; a string"
            })
    void shouldRefuseOtherArrays(String header, String message) {
        Refused.onOpening(Npys.of(1, header, new byte[8]), ContentType.NPY, ErrorCode.BAD_ARRAY, message);
    }

    @Test
    void shouldRefuseWhatIsNoArray() {
        byte[] valid = Npys.of("(2, 4)", new byte[8]);
        Refused.onOpening(random(100), ContentType.NPY, ErrorCode.BAD_ARRAY, "does not start like an npy file");
        for (int length = 6; length < valid.length; length++) {
            Refused.onOpening(java.util.Arrays.copyOf(valid, length), ContentType.NPY, ErrorCode.BAD_ARRAY, "");
        }
        byte[] version = valid.clone();
        version[6] = 9;
        Refused.onOpening(version, ContentType.NPY, ErrorCode.BAD_ARRAY, "version 9.0");
        byte[] length = Npys.of(2, "{}", new byte[8]);
        length[11] = (byte) 0xFF;
        Refused.onOpening(length, ContentType.NPY, ErrorCode.BAD_ARRAY, "states a length of");
    }

    @Test
    void shouldRefuseSizesByTheHeader() {
        Refused.onOpening(
                Npys.of("(100000, 100000)", new byte[8]),
                ContentType.NPY,
                ErrorCode.TOO_MANY_PIXELS,
                "100000 x 100000 pixels");
        Refused.onOpening(Npys.of("(1, 0, 8)"), ContentType.NPY, ErrorCode.BAD_DIMENSIONS, "0 x 8");
    }

    @Test
    void shouldRefuseIndicesAndBuffersThatDoNotFit() {
        try (ImageDecoder decoder = new ImageDecoder(GRAY, Resize.STRETCH)) {
            EncodedSamples samples = decoder.open(Npys.of("(2, 2, 4)", new byte[16]), ContentType.NPY);
            assertThat(samples.count()).isEqualTo(2);
            assertThatThrownBy(() -> samples.decode(2, ByteBuffer.allocate(8)))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> samples.decode(-1, ByteBuffer.allocate(8)))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> samples.decode(0, ByteBuffer.allocate(7)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("room for 7 bytes");
        }
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }
}
