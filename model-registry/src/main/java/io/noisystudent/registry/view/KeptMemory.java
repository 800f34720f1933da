package io.noisystudent.registry.view;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.Comparator;
import java.util.Optional;

/**
 * Whether there is memory for more that is kept for good. What is written cannot be taken back, and a registry that could
 * not read its store any more would never start again.
 *
 * <p>An eighth is kept for small objects: evidence must keep no promotion and no rollback out. Thread-safe.
 */
public final class KeptMemory {
    private static final double FOR_LARGE = 0.75;
    private static final double FOR_ALL = 0.875;
    private static final long SMALL = 16L << 10;

    /** An object takes at most so many times its JSON. */
    private static final long PER_BYTE = 3;

    private static final long COLLECT_NANOS = 60_000_000_000L;

    private final Heap heap;
    /** What the last collection that says so has left. */
    private long live;
    /** Bytes of the objects that came since. */
    private long written;

    private long collected;

    /** What is known of the memory of this process. */
    public interface Heap {
        /** Bytes in use right after the last collection of everything; 0 before the first. */
        long live();

        long limit();

        /** Collects everything, if it may. */
        void collect();
    }

    public KeptMemory(Heap heap) {
        this.heap = heap;
        this.collected = System.nanoTime() - COLLECT_NANOS;
    }

    /** The memory of this process. */
    public static KeptMemory ofThisProcess() {
        Optional<MemoryPoolMXBean> old = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP && pool.isCollectionUsageThresholdSupported())
                .filter(pool -> pool.getName().contains("Old") || pool.getName().contains("Tenured"))
                .max(Comparator.comparingLong(pool -> pool.getUsage().getMax()));
        return new KeptMemory(old.<Heap>map(OldGeneration::new).orElseGet(Unlimited::new));
    }

    /** Requires room for an object of so many bytes; {@code OUT_OF_MEMORY}. */
    public synchronized void require(String key, long bytes) {
        if (!hasRoom(bytes)) {
            if (System.nanoTime() - collected >= COLLECT_NANOS) {
                collected = System.nanoTime();
                heap.collect();
            }
            if (!hasRoom(bytes)) {
                throw new NoisyStudentException(
                        ErrorCode.OUT_OF_MEMORY,
                        key,
                        "what this registry keeps takes " + heap.live() + " of " + heap.limit()
                                + " bytes, and these " + bytes
                                + " would stay for good; give every registry more memory (-Xmx), and send it again");
            }
        }
        written += bytes;
    }

    private boolean hasRoom(long bytes) {
        // G1 collects young objects without looking at the old ones: what it knows of these stays as it was.
        long now = heap.live();
        if (now != live) {
            live = now;
            written = 0;
        }
        double share = bytes <= SMALL ? FOR_ALL : FOR_LARGE;
        return live + PER_BYTE * (written + bytes) <= share * heap.limit();
    }

    private record OldGeneration(MemoryPoolMXBean pool) implements Heap {
        @Override
        public long live() {
            MemoryUsage usage = pool.getCollectionUsage();
            return usage == null ? 0 : usage.getUsed();
        }

        @Override
        public long limit() {
            return pool.getUsage().getMax();
        }

        @Override
        public void collect() {
            System.gc();
        }
    }

    /** A collector without generations that would say what is left after it. */
    private static final class Unlimited implements Heap {
        @Override
        public long live() {
            return 0;
        }

        @Override
        public long limit() {
            return Long.MAX_VALUE;
        }

        @Override
        public void collect() {
            // Nothing would be known after it.
        }
    }
}
