package io.noisystudent.supplychain;

import java.util.Optional;

/**
 * A shipped component that an advisory affects.
 *
 * @param fixed the next version without it, if one was released
 */
record Finding(String product, Coordinates component, Advisory advisory, Optional<String> fixed) {
    @Override
    public String toString() {
        return "%s ships %s: %s %s (%s); %s"
                .formatted(
                        product,
                        component,
                        advisory.id(),
                        advisory.aliases(),
                        advisory.summary(),
                        fixed.map(version -> "fixed in " + version).orElse("no version fixes it"));
    }
}
