package io.noisystudent.registry.view;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the keys of objects say. */
final class Keys {
    private static final Logger LOG = LoggerFactory.getLogger(Keys.class);

    private Keys() {}

    /** The number after this prefix. */
    static OptionalLong number(String key, String prefix) {
        String digits = key.substring(prefix.length()).replace(".json", "");
        try {
            return OptionalLong.of(Long.parseLong(digits));
        } catch (NumberFormatException e) {
            LOG.warn("object of unknown kind key={}", key);
            return OptionalLong.empty();
        }
    }

    /** Throws {@code OBJECT_DAMAGED} unless an object lies where it belongs. */
    static void requireOwn(String key, String own) {
        if (!own.equals(key)) {
            throw new NoisyStudentException(ErrorCode.OBJECT_DAMAGED, key, "the object belongs to " + own);
        }
    }
}
