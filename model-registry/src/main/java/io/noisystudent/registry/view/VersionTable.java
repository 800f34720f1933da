package io.noisystudent.registry.view;

import io.noisystudent.contracts.registry.ModelVersion;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** Versions by number, found at the cost of one look into an array. */
final class VersionTable {
    private static final int FIRST_SIZE = 16;

    private volatile AtomicReferenceArray<@Nullable ModelVersion> cells = new AtomicReferenceArray<>(FIRST_SIZE);

    @Nullable
    ModelVersion get(int number) {
        AtomicReferenceArray<@Nullable ModelVersion> now = cells;
        return number > 0 && number < now.length() ? now.get(number) : null;
    }

    synchronized void remove(int number) {
        if (number < cells.length()) {
            cells.set(number, null);
        }
    }

    synchronized void put(ModelVersion version) {
        int number = version.model().version();
        AtomicReferenceArray<@Nullable ModelVersion> now = cells;
        if (number >= now.length()) {
            AtomicReferenceArray<@Nullable ModelVersion> longer = new AtomicReferenceArray<>(number + number / 2 + 1);
            for (int i = 0; i < now.length(); i++) {
                longer.set(i, now.get(i));
            }
            cells = longer;
            now = longer;
        }
        now.set(number, version);
    }
}
