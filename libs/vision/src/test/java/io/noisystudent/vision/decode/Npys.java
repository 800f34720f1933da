package io.noisystudent.vision.decode;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** npy files written by hand. */
final class Npys {
    private Npys() {}

    static byte[] of(String shape, byte... elements) {
        return of(1, "{'descr': '|u1', 'fortran_order': False, 'shape': " + shape + ", }", elements);
    }

    static byte[] of(int version, String header, byte... elements) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', (byte) version, 0});
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        int width = version == 1 ? 2 : 4;
        int padded = (text.length + 8 + width + 1 + 63) / 64 * 64 - 8 - width;
        for (int i = 0; i < width; i++) {
            file.write(padded >>> (8 * i));
        }
        file.writeBytes(text);
        file.writeBytes(" ".repeat(padded - text.length - 1).getBytes(StandardCharsets.UTF_8));
        file.write('\n');
        file.writeBytes(elements);
        return file.toByteArray();
    }
}
