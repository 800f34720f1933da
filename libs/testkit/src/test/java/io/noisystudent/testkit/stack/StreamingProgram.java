package io.noisystudent.testkit.stack;

import io.noisystudent.storage.PatternStream;
import io.noisystudent.storage.minio.MinioObjectStore;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** A program that writes and reads an object for which its heap is too small. */
final class StreamingProgram {
    static final long OBJECT_BYTES = 96L * 1024 * 1024;

    private StreamingProgram() {}

    static List<String> command(URI endpoint) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx48m",
                "-cp",
                System.getProperty("java.class.path"),
                StreamingProgram.class.getName(),
                endpoint.toString());
    }

    public static void main(String[] args) throws Exception {
        try (MinioObjectStore store = MinioObjectStoreIT.connect(URI.create(args[0]), "contract")) {
            if (!store.create("huge", new PatternStream(OBJECT_BYTES), OBJECT_BYTES)
                    .isCreated()) {
                throw new IllegalStateException("it was there before");
            }
            try (InputStream stored = store.open("huge")) {
                requireSame(stored, new PatternStream(OBJECT_BYTES));
            }
        }
    }

    private static void requireSame(InputStream actual, InputStream expected) throws Exception {
        byte[] chunk = new byte[64 * 1024];
        for (int length = expected.read(chunk); length > 0; length = expected.read(chunk)) {
            byte[] wanted = Arrays.copyOf(chunk, length);
            if (!Arrays.equals(actual.readNBytes(length), wanted)) {
                throw new IllegalStateException("the content differs");
            }
        }
        if (actual.read() >= 0) {
            throw new IllegalStateException("there is more than was written");
        }
    }
}
