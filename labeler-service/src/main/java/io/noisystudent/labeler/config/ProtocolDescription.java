package io.noisystudent.labeler.config;

import io.noisystudent.service.description.Refusals;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.Schema;

/** What the description of the protocol says beyond its types: the data of tensors, required fields, refusals. */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public final class ProtocolDescription implements OASFilter {
    private static final String REFUSAL = "InferenceRefusal";

    @Override
    public void filterOpenAPI(OpenAPI description) {
        Components components = description.getComponents();
        components.addSchema(
                "TensorData",
                OASFactory.createSchema()
                        .addType(Schema.SchemaType.ARRAY)
                        .description("Flat or nested, row-major: integers of 0 to 255, or base64 of image files")
                        .items(OASFactory.createSchema()));
        components.removeSchema("EncodedFile");
        require(components, "InferRequest", List.of("inputs"));
        require(components, "InputTensor", List.of("name", "shape", "datatype"));
        require(components, "RequestedOutput", List.of("name"));
        components.addSchema(
                REFUSAL,
                OASFactory.createSchema()
                        .addType(Schema.SchemaType.OBJECT)
                        .addProperty("error", OASFactory.createSchema().addType(Schema.SchemaType.STRING))
                        .required(List.of("error")));
        description.getPaths().getPathItems().forEach((path, item) -> {
            if (path.endsWith("/infer")) {
                addBinary(item.getPOST().getRequestBody().getContent());
                addBinary(item.getPOST().getResponses().getAPIResponse("200").getContent());
            }
        });
        description.getPaths().getPathItems().values().forEach(path -> path.getOperations()
                .values()
                .forEach(operation -> Refusals.describe(operation, Map.of("application/json", REFUSAL), true)));
    }

    /** JSON with tensors as bytes behind it, which is another form of the same content. */
    private static void addBinary(Content content) {
        content.addMediaType(
                "application/octet-stream",
                OASFactory.createMediaType()
                        .schema(OASFactory.createSchema()
                                .addType(Schema.SchemaType.STRING)
                                .format("binary")));
    }

    private static void require(Components components, String name, List<String> fields) {
        Schema schema = components.getSchemas().get(name);
        if (schema == null) {
            throw new IllegalStateException("the description has no schema " + name);
        }
        schema.setRequired(fields);
    }
}
