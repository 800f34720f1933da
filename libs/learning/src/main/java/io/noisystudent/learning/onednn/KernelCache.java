package io.noisystudent.learning.onednn;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The kernels that were used last, by what they were compiled for. Others are compiled again if they come back; their
 * memory, up to a megabyte each, goes with Java's garbage once no pass needs them any more.
 */
final class KernelCache<L, K> {
    /** Several times what one network has. */
    private static final int CAPACITY = 512;

    private final Function<L, Optional<K>> compiler;
    private final Map<L, Optional<K>> kernels;

    KernelCache(Function<L, Optional<K>> compiler) {
        this(compiler, CAPACITY);
    }

    KernelCache(Function<L, Optional<K>> compiler, int capacity) {
        this.compiler = compiler;
        kernels = new LinkedHashMap<>(capacity, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<L, Optional<K>> eldest) {
                return size() > capacity;
            }
        };
    }

    /** Empty if there is none for this layout, which is remembered too. */
    synchronized Optional<K> of(L layout) {
        Optional<K> known = kernels.get(layout);
        if (known == null) {
            known = compiler.apply(layout);
            kernels.put(layout, known);
        }
        return known;
    }
}
