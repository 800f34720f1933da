package io.noisystudent.registry.view;

import io.noisystudent.registry.objects.SpentNumbers;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** Where the numbers of a model go on after its store was restored; nearly always nowhere. */
public final class Continuations {
    private final ConcurrentNavigableMap<Integer, SpentNumbers> known = new ConcurrentSkipListMap<>();

    /** Adds one; adding it twice changes nothing. */
    void add(SpentNumbers spent) {
        known.put(spent.number(), spent);
    }

    /** Number of the last one; 0 without any. */
    public int last() {
        return known.isEmpty() ? 0 : known.lastKey();
    }

    /** The highest version that is spent; 0 if none is. */
    public int version() {
        return known.values().stream().mapToInt(SpentNumbers::version).max().orElse(0);
    }

    /** The highest revision of an alias that is spent; 0 if none is. */
    public long revision(String alias) {
        return known.values().stream()
                .mapToLong(spent -> spent.revision(alias))
                .max()
                .orElse(0);
    }

    /** The revision of the next slot after this head. */
    public long next(String alias, long head) {
        return Math.max(head, revision(alias)) + 1;
    }

    /** Whether a slot may follow this head. */
    boolean follows(String alias, long head, long revision) {
        return revision == head + 1
                || known.values().stream()
                        .mapToLong(spent -> spent.revision(alias))
                        .anyMatch(spent -> revision == spent + 1 && head <= spent);
    }

    /** Whether this number of a version is spent, so that the store need not have it. */
    boolean skips(int version) {
        return known.values().stream().anyMatch(spent -> spent.after() < version && version <= spent.version());
    }
}
