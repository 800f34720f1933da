package io.noisystudent.registry.config;

import io.noisystudent.service.description.Refusals;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.media.Schema;

/** MLflow's API in the description: its bodies and answers are objects, and refusals come in its envelope. */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public final class MlflowDescription implements OASFilter {
    private static final String BELOW = "/api/2.0/";
    private static final String ENVELOPE = "MlflowError";
    private static final String JSON = "application/json";
    private static final String ANY = "*/*";

    @Override
    public void filterOpenAPI(OpenAPI description) {
        Schema text = OASFactory.createSchema().addType(Schema.SchemaType.STRING);
        description
                .getComponents()
                .addSchema(
                        ENVELOPE,
                        OASFactory.createSchema()
                                .addType(Schema.SchemaType.OBJECT)
                                .addProperty("error_code", text)
                                .addProperty("message", text)
                                .required(List.of("error_code", "message")));
        description.getPaths().getPathItems().forEach((path, item) -> {
            if (path.startsWith(BELOW)) {
                item.getOperations().values().forEach(MlflowDescription::complete);
            }
        });
    }

    private static void complete(Operation operation) {
        if (operation.getRequestBody() != null) {
            Content content = operation.getRequestBody().getContent();
            content.removeMediaType(ANY);
            object(content);
        }
        operation.getResponses().getAPIResponses().forEach((status, response) -> {
            Content content = response.getContent();
            if (status.startsWith("2") && content != null && content.hasMediaType(JSON)) {
                object(content);
            }
        });
        // Without a token, and for paths that can be read in two ways, before it is known what is asked.
        Refusals.describe(operation, Map.of(JSON, ENVELOPE, "application/problem+json", "Problem"), true);
    }

    private static void object(Content content) {
        MediaType json = content.getMediaType(JSON);
        if (json == null) {
            json = OASFactory.createMediaType();
            content.addMediaType(JSON, json);
        }
        json.setSchema(OASFactory.createSchema().addType(Schema.SchemaType.OBJECT));
    }
}
