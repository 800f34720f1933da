package io.noisystudent.launcher.dataset;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** An IDX file of unsigned bytes (the format of MNIST), plain or gzipped. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record IdxArray(int[] shape, ByteBuffer values) {
    private static final int UNSIGNED_BYTE = 0x08;

    /** Reads a file and checks that it has {@code dimensions} axes and as many bytes as they say. */
    static IdxArray read(Path file, int dimensions) {
        try (InputStream bytes = Files.newInputStream(file);
                InputStream plain = file.toString().endsWith(".gz") ? new GZIPInputStream(bytes) : bytes) {
            return parse(file, ByteBuffer.wrap(plain.readAllBytes()), dimensions);
        } catch (IOException e) {
            throw new DataSetException(file, "cannot be read: " + e.getMessage(), e);
        }
    }

    private static IdxArray parse(Path file, ByteBuffer bytes, int dimensions) {
        int header = 4 + 4 * dimensions;
        if (bytes.remaining() < header || bytes.getInt() != (UNSIGNED_BYTE << 8 | dimensions)) {
            throw new DataSetException(file, "is no IDX file of unsigned bytes with " + dimensions + " dimensions");
        }
        int[] shape = new int[dimensions];
        long size = 1;
        for (int i = 0; i < dimensions; i++) {
            shape[i] = bytes.getInt();
            size *= Math.max(0, shape[i]);
        }
        if (size != bytes.remaining()) {
            throw new DataSetException(file, "announces " + size + " values and holds " + bytes.remaining());
        }
        return new IdxArray(shape, bytes.slice());
    }

    int count() {
        return shape[0];
    }

    /** Bytes of one entry. */
    byte[] entry(int index) {
        int size = values.capacity() / shape[0];
        byte[] entry = new byte[size];
        values.get(index * size, entry);
        return entry;
    }
}
