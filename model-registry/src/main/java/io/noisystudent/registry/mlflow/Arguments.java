package io.noisystudent.registry.mlflow;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a client sends, in the body or in the query. Fields that are not known are ignored: newer clients send more.
 * Empty texts count as absent, and values of another type are refused, as in MLflow.
 */
final class Arguments {
    /** A body that consists of brackets takes many times its bytes as a tree. */
    private static final long MAX_TOKENS = 100_000;

    private static final int SHOWN = 100;

    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxTokenCount(MAX_TOKENS)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final JsonNode fields;

    private Arguments(JsonNode fields) {
        this.fields = fields;
    }

    static Arguments ofBody(@Nullable String body) {
        try {
            JsonNode fields = JSON.readTree(body == null || body.isBlank() ? "{}" : body);
            if (fields.isObject()) {
                return new Arguments(fields);
            }
        } catch (JsonProcessingException e) {
            throw new NoisyStudentException(
                    ErrorCode.BAD_REQUEST, "body", "it is no JSON: " + e.getOriginalMessage(), e);
        }
        throw new NoisyStudentException(ErrorCode.BAD_REQUEST, "body", "it is no JSON object");
    }

    static Arguments ofQuery(MultivaluedMap<String, String> query) {
        ObjectNode fields = JSON.createObjectNode();
        query.forEach((name, values) -> {
            if (values.size() == 1) {
                fields.put(name, values.get(0));
            } else {
                values.forEach(fields.withArray("/" + name)::add);
            }
        });
        return new Arguments(fields);
    }

    String required(String name) {
        String value = optional(name);
        if (value == null) {
            throw missing(name);
        }
        return value;
    }

    @Nullable
    String optional(String name) {
        String value = raw(name);
        return value == null || value.isEmpty() ? null : value;
    }

    /** The text as it is, empty too; null only if it is absent. */
    @Nullable
    String raw(String name) {
        return text(fields, name);
    }

    private static @Nullable String text(JsonNode object, String name) {
        JsonNode value = object.get(name);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isTextual()) {
            throw invalid(name, value, "a text");
        }
        return value.asText();
    }

    /** The name of a model of this registry. */
    String model() {
        return MlflowNames.model(required("name"));
    }

    /** A number of a version, which MLflow writes as text. */
    int version() {
        String text = required("version");
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new NoisyStudentException(
                    ErrorCode.BAD_REQUEST, "version", "Parameter 'version' must be an integer, got '" + text + "'", e);
        }
    }

    int number(String name, int absent, int least, int most) {
        String text = optional(name);
        if (text == null) {
            return absent;
        }
        try {
            int value = Integer.parseInt(text);
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Refused below, as is a number that is out of bounds.
        }
        throw new NoisyStudentException(
                ErrorCode.BAD_QUERY, name, "'" + text + "' must be a number from " + least + " to " + most);
    }

    /** A list of texts; one alone may come without a list. */
    List<String> list(String name) {
        JsonNode value = fields.get(name);
        List<String> list = new ArrayList<>();
        if (value == null || value.isNull()) {
            return list;
        }
        for (JsonNode item : value.isArray() ? value : List.of(value)) {
            if (!item.isTextual()) {
                throw invalid(name, item, "a list of texts");
            }
            list.add(item.asText());
        }
        return list;
    }

    /** Tags, as {@code [{"key": ..., "value": ...}]}; null without any. */
    @Nullable
    Map<String, @Nullable String> tags() {
        JsonNode value = fields.get("tags");
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isArray()) {
            throw invalid("tags", value, "a list of objects with key and value");
        }
        Map<String, @Nullable String> tags = new TreeMap<>();
        for (JsonNode tag : value) {
            String key = text(tag, "key");
            if (!tag.isObject() || key == null || key.isEmpty()) {
                throw invalid("tags", tag, "an object with key and value");
            }
            String content = text(tag, "value");
            tags.put(requireFree(key), content == null ? "" : content);
        }
        return tags.isEmpty() ? null : tags;
    }

    /** The key of a tag that is set or deleted. */
    String key() {
        return requireFree(required("key"));
    }

    private static String requireFree(String key) {
        if (KeptFields.isOne(key)) {
            throw new NoisyStudentException(
                    ErrorCode.BAD_REQUEST,
                    "key",
                    "the tag '" + key + "' holds a field of MLflow, which is set when the model or version is made");
        }
        return key;
    }

    private static NoisyStudentException missing(String name) {
        return new NoisyStudentException(
                ErrorCode.BAD_REQUEST, name, "Missing value for required parameter '" + name + "'");
    }

    private static NoisyStudentException invalid(String name, JsonNode value, String wanted) {
        String text = value.toString();
        return new NoisyStudentException(
                ErrorCode.BAD_REQUEST,
                name,
                "Invalid value " + (text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...")
                        + " for parameter '" + name + "': send " + wanted);
    }
}
