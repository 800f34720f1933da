package io.noisystudent.service.description;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.RecordComponentInfo;
import org.jspecify.annotations.Nullable;

/** Says in the schema of a record which of its fields may be null, and that the others are always there. */
final class RecordSchemas {
    private static final DotName NULLABLE = DotName.createSimple("org.jspecify.annotations.Nullable");
    private static final DotName PROPERTY = DotName.createSimple("com.fasterxml.jackson.annotation.JsonProperty");
    private static final DotName HIDDEN = DotName.createSimple("com.fasterxml.jackson.annotation.JsonIgnore");
    private static final String OURS = "io.noisystudent.";

    /** By simple name; nested records of several classes share one. */
    private final Map<String, List<ClassInfo>> records = new HashMap<>();

    RecordSchemas(IndexView index) {
        for (ClassInfo known : index.getKnownClasses()) {
            if (known.isRecord() && known.name().toString().startsWith(OURS)) {
                records.computeIfAbsent(known.simpleName(), name -> new ArrayList<>())
                        .add(known);
            }
        }
    }

    /** @param name of the schema: that of the record, with a number behind it if there are several */
    void complete(String name, Schema schema) {
        Map<String, Schema> properties = schema.getProperties();
        if (properties == null) {
            return;
        }
        for (ClassInfo candidate : candidates(name.replaceAll("[0-9]+$", ""))) {
            Map<String, RecordComponentInfo> fields = fields(candidate);
            if (properties.keySet().containsAll(fields.keySet())) {
                complete(schema, new LinkedHashMap<>(properties), fields);
                return;
            }
        }
    }

    /** Records of that name; for a generic record, whose argument follows its name, that one. */
    private List<ClassInfo> candidates(String name) {
        List<ClassInfo> named = records.get(name);
        return named != null
                ? named
                : records.entrySet().stream()
                        .filter(known -> name.startsWith(known.getKey()))
                        .flatMap(known -> known.getValue().stream())
                        .filter(known -> !known.typeParameters().isEmpty())
                        .toList();
    }

    private static Map<String, RecordComponentInfo> fields(ClassInfo owner) {
        Map<String, RecordComponentInfo> fields = new HashMap<>();
        for (RecordComponentInfo component : owner.recordComponents()) {
            if (annotation(owner, component, HIDDEN) == null) {
                AnnotationInstance named = annotation(owner, component, PROPERTY);
                fields.put(
                        named == null || named.value() == null
                                ? component.name()
                                : named.value().asString(),
                        component);
            }
        }
        return fields;
    }

    /** Annotations of components are also at their fields, where they were meant for those. */
    private static @Nullable AnnotationInstance annotation(
            ClassInfo owner, RecordComponentInfo component, DotName name) {
        AnnotationInstance own = component.declaredAnnotation(name);
        return own != null ? own : owner.field(component.name()).declaredAnnotation(name);
    }

    private static void complete(
            Schema schema, Map<String, Schema> properties, Map<String, RecordComponentInfo> fields) {
        Set<String> required = new TreeSet<>(schema.getRequired() == null ? List.of() : schema.getRequired());
        fields.forEach((name, component) -> {
            if (component.type().hasAnnotation(NULLABLE)) {
                required.remove(name);
                properties.computeIfPresent(name, (field, property) -> orNull(property));
            } else {
                required.add(name);
            }
        });
        schema.setProperties(properties);
        schema.setRequired(required.isEmpty() ? null : List.copyOf(required));
    }

    private static Schema orNull(Schema schema) {
        List<Schema.SchemaType> types = schema.getType();
        if (schema.getRef() == null && types != null && schema.getEnumeration() == null) {
            return types.contains(Schema.SchemaType.NULL) ? schema : schema.addType(Schema.SchemaType.NULL);
        }
        if (schema.getRef() == null && types == null) {
            return schema;
        }
        return OASFactory.createSchema()
                .addAnyOf(schema)
                .addAnyOf(OASFactory.createSchema().addType(Schema.SchemaType.NULL));
    }
}
