package io.noisystudent.contracts.config;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Text as it is written. */
record Text(Pattern pattern, String allowed) implements Form {
    @Override
    public @Nullable Object read(Scalar given, Reading around, @Nullable Object fallback) {
        String text = given.text();
        if (text == null || !pattern.matcher(text).matches()) {
            given.refuse(allowed);
            return fallback;
        }
        return text;
    }

    @Override
    public Object write(Object value) {
        return value;
    }

    @Override
    public Object placeholder() {
        return "";
    }
}
