package io.noisystudent.registry.mlflow;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
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
 * Empty texts count as absent, as in MLflow.
 */
final class Arguments {
    /** A body that consists of brackets takes many times its bytes as a tree. */
    private static final long MAX_TOKENS = 100_000;

    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxTokenCount(MAX_TOKENS).build())
            .build());

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
            throw new NoisyStudentException(
                    ErrorCode.BAD_REQUEST, name, "Missing value for required parameter '" + name + "'");
        }
        return value;
    }

    @Nullable
    String optional(String name) {
        JsonNode value = fields.get(name);
        return value == null || value.isNull() || value.asText().isEmpty() ? null : value.asText();
    }

    /** The text as it is, empty too; null only if it is absent. */
    @Nullable
    String raw(String name) {
        JsonNode value = fields.get(name);
        return value == null || value.isNull() ? null : value.asText();
    }

    /** A number of a version, which MLflow writes as text. */
    int version() {
        String text = required("version");
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new NoisyStudentException(
                    ErrorCode.BAD_REQUEST, "version", "'" + text + "' is no number of a version", e);
        }
    }

    int number(String name, int absent, int most) {
        String text = optional(name);
        if (text == null) {
            return absent;
        }
        try {
            int value = Integer.parseInt(text);
            if (value >= 1 && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Refused below, as is a number that is out of bounds.
        }
        throw new NoisyStudentException(ErrorCode.BAD_QUERY, name, "'" + text + "' must be a number from 1 to " + most);
    }

    /** A list of texts; one alone may come without a list. */
    List<String> list(String name) {
        JsonNode value = fields.get(name);
        List<String> list = new ArrayList<>();
        if (value != null && value.isArray()) {
            value.forEach(item -> list.add(item.asText()));
        } else if (value != null && !value.isNull()) {
            list.add(value.asText());
        }
        return list;
    }

    /** Tags, as {@code [{"key": ..., "value": ...}]}; null without any. */
    @Nullable
    Map<String, @Nullable String> tags() {
        JsonNode value = fields.get("tags");
        if (value == null || value.isEmpty()) {
            return null;
        }
        Map<String, @Nullable String> tags = new TreeMap<>();
        value.forEach(
                tag -> tags.put(tag.path("key").asText(), tag.path("value").asText()));
        return tags;
    }
}
