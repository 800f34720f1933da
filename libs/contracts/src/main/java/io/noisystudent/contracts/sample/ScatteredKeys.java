package io.noisystudent.contracts.sample;

import io.noisystudent.contracts.digest.Digests;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Counts keys that occur in more than one partition of a topic. There a correction or a deletion in one partition misses
 * the record in another, because {@link LatestByKey} looks at one partition at a time.
 *
 * <p>Remembers eight bytes of each key's SHA-256, and nothing of records without a key. Not thread-safe.
 */
public final class ScatteredKeys {
    private long[] hashes = new long[1024];
    private int size;

    /** Takes note of the keys of one partition, each once. */
    public void add(LatestByKey partition) {
        for (String key : partition.keys()) {
            if (size == hashes.length) {
                hashes = Arrays.copyOf(hashes, size + size / 2);
            }
            hashes[size++] = ByteBuffer.wrap(Digests.sha256(key)).getLong();
        }
    }

    /** Keys of more than one of the partitions so far. */
    public int count() {
        Arrays.sort(hashes, 0, size);
        int count = 0;
        for (int i = 1; i < size; i++) {
            boolean again = hashes[i] == hashes[i - 1];
            boolean counted = i > 1 && hashes[i] == hashes[i - 2];
            count += again && !counted ? 1 : 0;
        }
        return count;
    }
}
