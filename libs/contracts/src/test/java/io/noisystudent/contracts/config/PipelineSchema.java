package io.noisystudent.contracts.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.noisystudent.contracts.config.Kinds.KindDeclaration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * The JSON Schema of {@code pipeline.yaml}, for editors: what a key can say alone. The reader also knows limits that depend
 * on other keys, and lets words be written in other ways ({@code Yes}, {@code SGD}).
 */
final class PipelineSchema {
    private PipelineSchema() {}

    static String json() {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("$schema", "http://json-schema.org/draft-07/schema#");
        schema.put("title", "pipeline.yaml of Noisy Student");
        schema.put("type", "object");
        schema.put("properties", Map.of("pipeline", section(PipelineConfigReader.DECLARATION)));
        schema.put("required", List.of("pipeline"));
        schema.put("additionalProperties", false);
        try {
            return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(schema) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, Object> section(Declaration declaration) {
        Map<String, Object> properties = new LinkedHashMap<>();
        List<String> required = new ArrayList<>();
        List<Map<String, Object>> alternatives = new ArrayList<>();
        for (KeyDeclaration key : declaration.keys()) {
            properties.put(key.name(), property(key));
            if (key.isRequired()) {
                required.add(key.name());
            }
            if (key.key().defaultValue().equals(Key.ALTERNATIVE)) {
                alternatives.add(Map.of("required", List.of(key.name())));
            }
        }
        Map<String, Object> section = new LinkedHashMap<>();
        section.put("type", "object");
        section.put("properties", properties);
        if (!required.isEmpty()) {
            section.put("required", required);
        }
        if (!alternatives.isEmpty()) {
            section.put("oneOf", alternatives);
        }
        section.put("additionalProperties", false);
        return section;
    }

    private static Map<String, Object> property(KeyDeclaration key) {
        Map<String, Object> property = new LinkedHashMap<>();
        property.put("description", description(key));
        if (key.key().or().length > 0) {
            property.put("anyOf", List.of(form(key.form()), Map.of("enum", words(key.key()))));
        } else {
            property.putAll(form(key.form()));
        }
        if (!PipelineTables.isWithoutDefault(key)) {
            property.put(
                    "default",
                    new Yaml(new SafeConstructor(new LoaderOptions()))
                            .load(key.key().defaultValue()));
        }
        return property;
    }

    /** Without the links of Markdown. */
    private static String description(KeyDeclaration key) {
        String derived = key.key().derived().valueText();
        String doc = key.key().doc().replaceAll("\\[([^\\]]+)\\]\\([^)]*\\)", "$1");
        return derived.isEmpty() ? doc : doc + " (default: " + derived + ")";
    }

    /** The words for none and for all defaults; {@code false} and {@code true} without quotes are no text. */
    private static List<Object> words(Key key) {
        List<Object> words = new ArrayList<>(Arrays.asList(key.or()));
        words.addAll(Arrays.asList(key.all()));
        if (words.contains("false")) {
            words.add(false);
        }
        if (words.contains("true")) {
            words.add(true);
        }
        return words;
    }

    private static Map<String, Object> form(Form form) {
        if (form instanceof Whole whole) {
            return whole(whole);
        } else if (form instanceof Decimal decimal) {
            return decimal(decimal.interval());
        } else if (form instanceof Flag) {
            return Map.of("type", "boolean");
        } else if (form instanceof Words words) {
            return Map.of("enum", List.copyOf(new ArrayList<>(words.values().keySet())));
        } else if (form instanceof Text text) {
            String pattern = text.pattern().pattern().replace("\\p{javaWhitespace}", "\\s");
            return ordered("type", List.of("string", "number", "boolean"), "pattern", "^(?:" + pattern + ")$");
        } else if (form instanceof Fields fields) {
            return section(fields.declaration());
        } else if (form instanceof Weights weights) {
            return ordered(
                    "anyOf",
                    List.of(
                            decimal(weights.interval()),
                            section(weights.change().declaration())));
        } else if (form instanceof Kinds kinds) {
            return kinds(kinds.kinds());
        }
        return list((Entries) form);
    }

    private static Map<String, Object> whole(Whole whole) {
        if (!whole.only().isEmpty()) {
            return Map.of("enum", whole.only());
        } else if (whole.high() == Long.MAX_VALUE) {
            return Map.of("type", "integer");
        }
        return ordered("type", "integer", "minimum", whole.low(), "maximum", whole.high());
    }

    private static Map<String, Object> decimal(Interval interval) {
        return ordered(
                "type",
                "number",
                interval.withLow() ? "minimum" : "exclusiveMinimum",
                interval.low(),
                interval.withHigh() ? "maximum" : "exclusiveMaximum",
                interval.high());
    }

    private static Map<String, Object> list(Entries list) {
        Map<String, Object> schema = ordered("type", "array", "items", form(list.entry()), "minItems", list.least());
        if (list.entry() instanceof Text) {
            schema.put("uniqueItems", true);
        }
        return schema;
    }

    private static Map<String, Object> kinds(List<KindDeclaration> kinds) {
        List<String> names = new ArrayList<>();
        Map<String, Object> maps = new LinkedHashMap<>();
        for (KindDeclaration kind : kinds) {
            if (kind.isNameEnough()) {
                names.add(kind.name());
            }
            maps.put(kind.name(), kind(kind));
        }
        Map<String, Object> map = ordered("type", "object", "properties", maps);
        map.put("minProperties", 1);
        map.put("maxProperties", 1);
        map.put("additionalProperties", false);
        return names.isEmpty() ? map : ordered("anyOf", List.of(Map.of("enum", names), map));
    }

    private static Map<String, Object> kind(KindDeclaration kind) {
        Map<String, Object> schema = ordered("description", kind.kind().value());
        Map<String, Object> parameters = section(kind.parameters());
        kind.bare()
                .ifPresentOrElse(
                        only -> schema.put("anyOf", List.of(form(only.form()), parameters)),
                        () -> schema.putAll(parameters));
        return schema;
    }

    private static Map<String, Object> ordered(Object... keysAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }
}
