package io.noisystudent.registry.view;

import java.util.List;

/** Which keys a store has. */
interface Listing {
    /** Keys under {@code prefix} that come after {@code after}, in order. */
    List<String> keys(String prefix, String after);

    /** Names directly under {@code prefix}, in order. */
    List<String> children(String prefix);
}
