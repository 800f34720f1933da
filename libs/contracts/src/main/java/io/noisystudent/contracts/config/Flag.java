package io.noisystudent.contracts.config;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** True or false. */
record Flag() implements Form {
    private static final Map<String, Boolean> WORDS =
            Map.of("true", true, "yes", true, "on", true, "false", false, "no", false, "off", false);

    @Override
    public @Nullable Object read(Scalar given, Reading around, @Nullable Object fallback) {
        String text = given.text();
        Boolean value = (text != null && given.isPlain()) ? WORDS.get(text.toLowerCase(Locale.ROOT)) : null;
        if (value == null) {
            given.refuse(allowed());
            return fallback;
        }
        return value;
    }

    @Override
    public Object write(Object value) {
        return value;
    }

    @Override
    public Object placeholder() {
        return false;
    }

    @Override
    public String allowed() {
        return "true or false";
    }
}
