package io.noisystudent.service.description;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/** The answers of an operation that refuses a request. */
public final class Refusals {
    private static final String DEFAULT = "default";

    /** The framework describes these without a body. */
    private static final List<String> BARE = List.of("401", "403");

    private Refusals() {}

    /**
     * Describes every status that has no description of its own.
     *
     * @param schemas of the body: the name of a schema by media type
     * @param replace whether a description of before is replaced
     */
    public static void describe(Operation operation, Map<String, String> schemas, boolean replace) {
        if (!replace && operation.getResponses().hasAPIResponse(DEFAULT)) {
            return;
        }
        Content content = OASFactory.createContent();
        new TreeMap<>(schemas)
                .forEach((type, schema) -> content.addMediaType(
                        type,
                        OASFactory.createMediaType()
                                .schema(OASFactory.createSchema().ref("#/components/schemas/" + schema))));
        APIResponse refusal = OASFactory.createAPIResponse()
                .description("Refused: the code says why, and docs/errors.md what to do")
                .content(content);
        operation.getResponses().addAPIResponse(DEFAULT, refusal);
        for (String status : BARE) {
            APIResponse bare = operation.getResponses().getAPIResponse(status);
            if (bare != null) {
                bare.setContent(content);
            }
        }
    }
}
