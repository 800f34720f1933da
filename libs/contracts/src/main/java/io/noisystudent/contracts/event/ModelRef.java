package io.noisystudent.contracts.event;

import static java.util.Objects.requireNonNull;

/** One version of one registered model. */
public record ModelRef(String name, int version) {
    public ModelRef {
        requireNonNull(name, "name is null");
        if (version < 1) {
            throw new IllegalArgumentException("version is " + version + "; versions count from 1");
        }
    }

    @Override
    public String toString() {
        return name + "/" + version;
    }
}
