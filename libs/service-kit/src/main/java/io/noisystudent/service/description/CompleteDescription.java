package io.noisystudent.service.description;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.jboss.jandex.IndexView;
import org.jspecify.annotations.Nullable;

/**
 * Completes the description when the service is built: what records say of their fields, and the answer to a request that
 * is refused, for the methods that do not describe their own.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD, priority = CompleteDescription.FIRST)
public final class CompleteDescription implements OASFilter {
    /** Before the filters of a service, which say more. */
    static final int FIRST = 100;

    private static final String PROBLEM = "Problem";
    private static final String PROBLEM_TYPE = "application/problem+json";
    private static final String JSON = "JsonNode";
    private static final String NAME = "^[a-z0-9][a-z0-9._-]{0,62}$";

    /** Parameters that mean the same wherever they are. */
    private static final Map<String, Supplier<Schema>> KNOWN = Map.of(
            "path model", () -> text(NAME),
            "path alias", () -> text(NAME),
            "path digest", () -> text("^[0-9a-f]{64}$"),
            "path version", CompleteDescription::numberFromOne,
            "query limit", CompleteDescription::numberFromOne);

    private final IndexView index;

    /** @param index of all classes of the service */
    public CompleteDescription(IndexView index) {
        this.index = index;
    }

    @Override
    public void filterOpenAPI(OpenAPI description) {
        if (description.getComponents() == null) {
            description.setComponents(OASFactory.createComponents());
        }
        Map<String, Schema> schemas = description.getComponents().getSchemas();
        if (schemas != null) {
            RecordSchemas records = new RecordSchemas(index);
            schemas.forEach(records::complete);
            if (schemas.containsKey(JSON)) {
                description
                        .getComponents()
                        .addSchema(JSON, OASFactory.createSchema().description("Any JSON"));
                description.getComponents().removeSchema(JSON + "Type");
            }
        }
        description.getComponents().addSchema(PROBLEM, problem());
        description.getPaths().getPathItems().values().forEach(CompleteDescription::complete);
    }

    private static void complete(PathItem path) {
        parameters(path.getParameters());
        path.getOperations().values().forEach(operation -> {
            parameters(operation.getParameters());
            Refusals.describe(operation, Map.of(PROBLEM_TYPE, PROBLEM), false);
        });
    }

    private static void parameters(@Nullable List<Parameter> parameters) {
        if (parameters != null) {
            parameters.forEach(parameter -> {
                Supplier<Schema> schema = KNOWN.get(parameter.getIn() + " " + parameter.getName());
                if (schema != null) {
                    parameter.setSchema(schema.get());
                }
            });
        }
    }

    private static Schema text(String pattern) {
        return OASFactory.createSchema().addType(Schema.SchemaType.STRING).pattern(pattern);
    }

    private static Schema numberFromOne() {
        return OASFactory.createSchema().addType(Schema.SchemaType.INTEGER).minimum(BigDecimal.ONE);
    }

    private static Schema problem() {
        Schema text = OASFactory.createSchema().addType(Schema.SchemaType.STRING);
        return OASFactory.createSchema()
                .addType(Schema.SchemaType.OBJECT)
                .description("RFC 9457")
                .addProperty("title", text)
                .addProperty("status", OASFactory.createSchema().addType(Schema.SchemaType.INTEGER))
                .addProperty("code", text)
                .addProperty("subject", text)
                .addProperty("detail", text)
                .required(List.of("title", "status", "code", "subject", "detail"));
    }
}
