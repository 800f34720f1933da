package io.noisystudent.service.refusal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Says what is wrong with a JSON body in the words of JSON: those of Jackson name Java classes. */
public final class MalformedJson {
    /** Jackson puts the names of types into these, and uses them for nothing else. */
    private static final char QUOTE_OF_TYPES = '`';

    private static final int SHOWN = 100;

    private MalformedJson() {}

    /** Why the stream of the body ended; empty if the JSON itself is wrong. Jackson wraps such reasons. */
    public static Optional<NoisyStudentException> endOfBody(JsonProcessingException e) {
        if (e instanceof ValueInstantiationException) {
            return Optional.empty();
        }
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof NoisyStudentException reason) {
                return Optional.of(reason);
            }
        }
        return Optional.empty();
    }

    /** The field, as in {@code recipe.steps}; {@code body} if it is none. */
    public static String field(JsonProcessingException e) {
        if (!(e instanceof JsonMappingException mapping) || mapping.getPath().isEmpty()) {
            return "body";
        }
        return mapping.getPath().stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
                .collect(Collectors.joining("."));
    }

    /** What is wrong, without the field. */
    public static String describe(JsonProcessingException e) {
        String said = String.valueOf(e.getOriginalMessage());
        if (e instanceof UnrecognizedPropertyException unknown) {
            Collection<Object> known = unknown.getKnownPropertyIds();
            return "there is no field '" + shown(unknown.getPropertyName()) + "'"
                    + (known == null ? "" : "; there are " + known);
        }
        if (e instanceof ValueInstantiationException refused && refused.getCause() != null) {
            return String.valueOf(refused.getCause().getMessage());
        }
        if (said.indexOf(QUOTE_OF_TYPES) < 0) {
            return said;
        }
        if (e instanceof InvalidFormatException wrong) {
            return "'" + shown(String.valueOf(wrong.getValue())) + "' is not " + wanted(wrong.getTargetType());
        }
        return e instanceof MismatchedInputException wrong
                ? "it is not " + wanted(wrong.getTargetType())
                : "it is not what the description of the interface says";
    }

    private static String wanted(@Nullable Class<?> type) {
        if (type == null) {
            return "what the description of the interface says";
        }
        if (type.isEnum()) {
            return "one of " + Arrays.toString(type.getEnumConstants());
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
            return "a number that fits";
        }
        if (type == Instant.class) {
            return "a time like 2026-01-31T12:00:00Z";
        }
        if (CharSequence.class.isAssignableFrom(type)) {
            return "a text";
        }
        if (Collection.class.isAssignableFrom(type) || type.isArray()) {
            return "a list";
        }
        return Map.class.isAssignableFrom(type) || type.isRecord() ? "an object with fields" : "of the right type";
    }

    private static String shown(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
    }
}
