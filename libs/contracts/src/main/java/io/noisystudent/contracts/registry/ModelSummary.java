package io.noisystudent.contracts.registry;

import org.jspecify.annotations.Nullable;

/**
 * A registered model at a glance.
 *
 * @param latest newest version; null when none could be read
 * @param teacher version behind the alias {@code teacher}; null when there is none yet
 */
public record ModelSummary(
        String name,
        int versions,
        @Nullable Integer latest,
        @Nullable Integer teacher) {}
