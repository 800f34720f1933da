package io.noisystudent.service.description;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.jboss.jandex.IndexView;

/**
 * Completes the description when the service is built: what records say of their fields, and the answer to a request that
 * is refused, for the methods that do not describe their own.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public final class CompleteDescription implements OASFilter {
    private static final String DEFAULT = "default";
    private static final String PROBLEM = "Problem";

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
        }
        boolean needsProblem = description.getPaths().getPathItems().values().stream()
                .flatMap(path -> path.getOperations().values().stream())
                .map(CompleteDescription::describeRefusal)
                .reduce(false, Boolean::logicalOr);
        if (needsProblem) {
            description.getComponents().addSchema(PROBLEM, problem());
        }
    }

    /** Whether a method did not describe its refusals itself. */
    private static boolean describeRefusal(Operation operation) {
        if (operation.getResponses().hasAPIResponse(DEFAULT)) {
            return false;
        }
        APIResponse refusal = OASFactory.createAPIResponse()
                .description("Refused: the code says why, and docs/errors.md what to do")
                .content(OASFactory.createContent()
                        .addMediaType(
                                "application/problem+json",
                                OASFactory.createMediaType()
                                        .schema(OASFactory.createSchema().ref("#/components/schemas/" + PROBLEM))));
        operation.getResponses().addAPIResponse(DEFAULT, refusal);
        return true;
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
